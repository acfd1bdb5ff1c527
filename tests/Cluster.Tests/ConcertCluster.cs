using Concert.Catalog;
using Concert.Hosting;
using Concert.Queues;
using Concert.Seats;
using Concert.Settings;
using Concert.Storage;
using Concert.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;

namespace Concert;

/// <summary>
/// Two silos in this process on one database file of their own, each with its own writer, and a clock that only
/// <see cref="AdvanceAsync"/> moves.
/// </summary>
public sealed class ConcertCluster : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("concert-").FullName;
    private readonly FaultyCalls _faults = new();
    private int _concertCount;

    public static DateTimeOffset Noon { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Noon);

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public IGrainFactory Grains => Cluster.Client;

    public ReservationsOptions Reservations { get; } = new();

    public QueueOptions Queue { get; } = new() { MaxActive = 2_000 };

    internal FaultyCalls Faults => _faults;

    internal HeldUpWrites Writes { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<TimeProvider>(StorageNames.GrainTime, Time);
            silo.Services.AddKeyedSingleton<TimeProvider>("Orleans.Reminders", Time);
            silo.Services.AddSingleton(Reservations);
            silo.Services.AddSingleton(Queue);
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
            silo.AddConcertStorage(new DatabaseOptions(), ConnectionString, isShared: true);
            silo.Services.AddSingleton<IUserJournal>(services =>
                new HeldUpJournal(ActivatorUtilities.CreateInstance<UserJournal>(services), Writes));
            silo.Services.AddSingleton<IQueuePlaces>(services =>
                new HeldUpPlaces(ActivatorUtilities.CreateInstance<QueuePlaces>(services), Writes));
            silo.AddSeatMapWatch();
            silo.AddInvariantFilter();
            silo.AddOutgoingGrainCallFilter(_faults);
        });
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string ConnectionString => $"Data Source={Path.Combine(_directory, "concert.db")}";

    /// <summary>A concert of its own for a test: one performance, three sections, on sale since yesterday.</summary>
    internal async Task<AConcert> ConcertAsync(int rowCount = 10, int seatsPerRow = 10)
    {
        var number = Interlocked.Increment(ref _concertCount);
        var concert = new AConcert(new($"c_{number}"), new($"p_{number}"));
        await Grains.GetGrain<ICatalogGrain>(0).Create(new(
            concert.ConcertId,
            "Spring Tour",
            "The Band",
            "The Hall",
            [
                new(
                    concert.PerformanceId,
                    StartsAt: Noon.AddDays(7),
                    SalesOpenAt: Noon.AddDays(-1),
                    [new("Floor", rowCount, seatsPerRow, new(50_000)), new("Balcony", 5, 8, new(30_000)), new("Box", 1, 4, new(90_000))]),
            ]));
        return concert;
    }

    internal ASession User(string name, AConcert concert) => new(this, new($"u_{name}_{concert.ConcertId}"), concert);

    internal ISeatMapGrain SeatMap(AConcert concert) => Grains.GetGrain<ISeatMapGrain>(concert.PerformanceId.Value);

    internal ISeatGrain Seat(AConcert concert, string seat) =>
        Grains.GetGrain<ISeatGrain>(SeatKey.Of(concert.PerformanceId, new(seat)));

    /// <summary>Moves the clock in steps that no timer or reminder overslept.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var step = TimeSpan.FromSeconds(10);
        for (var left = by; left > TimeSpan.Zero; left -= step)
        {
            Time.Advance(left < step ? left : step);
            // The timers' turns are queued by now; a call to each silo lets them run before the next step.
            await Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        }
    }

    /// <summary>Waits until something that happens by itself has happened; the limit is only there to fail.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> isSo, string what)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromSeconds(20)) Assert.Fail($"It never was so: {what}.");
            await Task.Yield();
        }
    }

    /// <summary>Until the map knows of a seat, it keeps no time for it: a clock that is moved before moves past it.</summary>
    internal async Task EventuallyShownAsync(AConcert concert, string seat, SeatStatus status)
    {
        var layout = (await Grains.GetGrain<ICatalogGrain>(0).Layout(concert.PerformanceId)).Value!;
        await EventuallyAsync(
            async () => (await SeatMap(concert).Read(0)).Value!.Statuses[layout.IndexOf(new(seat))] == status, $"{seat} is shown {status}");
    }

    internal Task EventuallyStatusAsync(AConcert concert, string seat, SeatStatus status) =>
        EventuallyAsync(async () => await Seat(concert, seat).Read() == status, $"{seat} is {status}");
}
