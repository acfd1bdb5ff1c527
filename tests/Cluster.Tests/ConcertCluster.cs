using System.Collections.Concurrent;
using System.Globalization;
using Concert.Auditing;
using Concert.Catalog;
using Concert.Hosting;
using Concert.Queues;
using Concert.Seats;
using Concert.Settings;
using Concert.Storage;
using Concert.Timing;
using Concert.Users;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;

namespace Concert;

/// <summary>
/// Two silos in this process, each with its own writer, on one temporary database file. Only <see cref="AdvanceAsync"/> moves
/// their clock.
/// </summary>
public sealed class ConcertCluster : IAsyncLifetime
{
    // Much longer than any wait takes; it only ends a test that fails.
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(90);

    private readonly string _directory = Directory.CreateTempSubdirectory("concert-").FullName;
    private readonly FaultyCalls _faults = new();
    private readonly ConcurrentDictionary<string, WrongClock> _clocks = [];
    private int _concertCount;

    public ConcertCluster() => Clock = new(Time);

    public static DateTimeOffset Noon { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Noon);

    /// <summary>The clock of the grains of all silos.</summary>
    internal WrongClock Clock { get; }

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public IGrainFactory Grains => Cluster.Client;

    public ReservationsOptions Reservations { get; } = new();

    public QueueOptions Queue { get; } = new() { MaxActive = 2_000 };

    /// <summary>Null: the silos compare their clocks with no database, as one process alone does. Set it before the silos start.</summary>
    internal IDatabaseClock? DatabaseClock { get; set; }

    /// <summary>Null: the one of the service. Set it before the silos start.</summary>
    internal ISharedClock? SharedClock { get; set; }

    internal FaultyCalls Faults => _faults;

    internal BegunCalls Calls { get; } = new();

    internal HeldUpWrites Writes { get; } = new();

    internal WatchedSnapshots Snapshots { get; } = new();

    /// <summary>The places of queues, as a silo writes them.</summary>
    internal IQueuePlaces Places => Cluster.Silos[0].ServiceProvider.GetRequiredService<IQueuePlaces>();

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((options, silo) =>
        {
            silo.Services.AddKeyedSingleton<TimeProvider>(StorageNames.GrainTime, ClockOf(options.SiloName));
            silo.Services.AddKeyedSingleton<TimeProvider>("Orleans.Reminders", Time);
            silo.Services.AddSingleton(Reservations);
            silo.Services.AddSingleton(Queue);
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
            if (DatabaseClock is { } database) silo.Services.AddSingleton(database);
            silo.AddConcertStorage(new DatabaseOptions(), ConnectionString, isShared: true);
            if (SharedClock is { } shared) silo.Services.AddSingleton(shared);
            silo.Services.AddSingleton<IUserJournal>(services =>
                new HeldUpJournal(ActivatorUtilities.CreateInstance<UserJournal>(services), Writes));
            silo.Services.AddSingleton<IQueuePlaces>(services =>
                new HeldUpPlaces(ActivatorUtilities.CreateInstance<QueuePlaces>(services), Writes));
            silo.Services.AddKeyedSingleton(StorageNames.Provider, (services, _) =>
                Snapshots.Wrap(ActivatorUtilities.CreateInstance<GroupCommitGrainStorage>(services)));
            silo.AddSeatMapWatch();
            silo.AddInvariantFilter();
            silo.AddIncomingGrainCallFilter(Calls);
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

    /// <summary>Audits the database; every check must hold.</summary>
    public async Task AuditAsync()
    {
        await using var report = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await Audit.RunAsync(
            [$"--ConnectionStrings:Concert={ConnectionString}", $"--Cluster:ServiceId={Cluster.Options.ServiceId}", $"--Queue:MaxActive={Queue.MaxActive}"],
            Time,
            report,
            error);
        Assert.True(exitCode == Audit.AllHold, $"{error}{report}");
    }

    /// <summary>Verifies the draw of a concert; the rows must agree with it.</summary>
    /// <returns>The places without a row.</returns>
    internal async Task<IReadOnlyList<long>> VerifyDrawAsync(AConcert concert)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await DrawVerification.RunAsync(
            [concert.ConcertId.Value, $"--ConnectionStrings:Concert={ConnectionString}", $"--Cluster:ServiceId={Cluster.Options.ServiceId}"],
            Time,
            output,
            error);
        Assert.True(exitCode == Audit.AllHold, $"{error}");
        return
        [
            .. output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ')).Where(parts => parts[2] == "-").Select(parts => long.Parse(parts[1], CultureInfo.InvariantCulture)),
        ];
    }

    private string ConnectionString => $"Data Source={Path.Combine(_directory, "concert.db")}";

    /// <summary>The clock of a silo's grains. It shows <see cref="Time"/> unless a test sets its offset.</summary>
    internal WrongClock ClockOf(string siloName) => _clocks.GetOrAdd(siloName, _ => new(Clock));

    /// <summary>Runs a statement in the silos' database, as nothing but a failover of the database could.</summary>
    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    internal async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Creates a concert for one test: one performance, three sections, on sale since yesterday.</summary>
    internal async Task<AConcert> ConcertAsync(
        int rowCount = 10, int seatsPerRow = 10, DateTimeOffset? salesOpenAt = null, bool hasDraw = false)
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
                    SalesOpenAt: salesOpenAt ?? Noon.AddDays(-1),
                    [new("Floor", rowCount, seatsPerRow, new(50_000)), new("Balcony", 5, 8, new(30_000)), new("Box", 1, 4, new(90_000))]),
            ],
            HasDraw: hasDraw));
        return concert;
    }

    /// <summary>The secret of a concert's draw.</summary>
    internal Task<byte[]?> DrawSeedAsync(AConcert concert) =>
        Cluster.Silos[0].ServiceProvider.GetRequiredService<ICatalogStore>().FindDrawSeedAsync(concert.ConcertId);

    internal ASession User(string name, AConcert concert) => new(this, new($"u_{name}_{concert.ConcertId}"), concert);

    internal ISeatMapGrain SeatMap(AConcert concert) => Grains.GetGrain<ISeatMapGrain>(concert.PerformanceId.Value);

    internal ISeatGrain Seat(AConcert concert, string seat) =>
        Grains.GetGrain<ISeatGrain>(SeatKey.Of(concert.PerformanceId, new(seat)));

    /// <summary>Moves the clock in steps of 10 s, so that each timer and reminder runs close to its due time.</summary>
    /// <param name="by">How far.</param>
    /// <param name="afterStep">What happens after each step.</param>
    public async Task AdvanceAsync(TimeSpan by, Func<Task>? afterStep = null)
    {
        var step = TimeSpan.FromSeconds(10);
        for (var left = by; left > TimeSpan.Zero; left -= step)
        {
            Time.Advance(left < step ? left : step);
            // The due timers have queued their turns. A call to each silo lets these turns run before the next step.
            await Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
            if (afterStep is not null) await afterStep();
        }
    }

    /// <summary>Waits for an effect that happens in the background: reads until the value equals <paramref name="expected"/>.</summary>
    /// <param name="what">Names the value in the message of a failed wait.</param>
    public static async Task EventuallyAsync<T>(T expected, Func<Task<T>> read, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var actual = await read();
            if (EqualityComparer<T>.Default.Equals(actual, expected)) return;
            if (TimeProvider.System.GetElapsedTime(start) > WaitLimit)
                Assert.Fail($"{what}: expected {expected} within {WaitLimit.TotalSeconds:0} s; the last value was {actual}.");
            await Task.Yield();
        }
    }

    /// <summary>
    /// Waits until the seat map shows a seat's status. The map schedules the end of a hold only after the seat has reported the hold:
    /// a test that moved the clock earlier would move it past that end.
    /// </summary>
    internal async Task EventuallyShownAsync(AConcert concert, string seat, SeatStatus status)
    {
        var layout = (await Grains.GetGrain<ICatalogGrain>(0).Layout(concert.PerformanceId)).Value!;
        await EventuallyAsync(
            status,
            async () => (await SeatMap(concert).Read(0)).Value!.Statuses[layout.IndexOf(new(seat))],
            $"The status of seat {seat} on the map");
    }

    internal Task EventuallyStatusAsync(AConcert concert, string seat, SeatStatus status) =>
        EventuallyAsync(status, async () => await Seat(concert, seat).Read(), $"The status of seat {seat}");
}
