using System.Globalization;

namespace Concert.Bench.Workloads;

/// <summary>
/// The service or a baseline on a PostgreSQL server of its own, so that all processor time and all commits of that server are the
/// contender's: what the idle contenders write meanwhile goes to their own servers.
/// </summary>
internal sealed class PaceContender : IAsyncDisposable
{
    private static readonly (string Name, ServiceShape Shape, string? Baseline)[] Kinds =
    [
        (ContenderNames.Concert, ServiceShape.Apart, null),
        (ContenderNames.OneProcess, ServiceShape.Together, null),
        (ContenderNames.ForUpdate, ServiceShape.None, BaselineEndpoints.Locking),
        (ContenderNames.SingleStatement, ServiceShape.None, BaselineEndpoints.Single),
    ];

    private readonly BenchServer _server;
    private readonly WalMeter _wal;
    private readonly HttpSetup _setup;
    private readonly string? _baseline;
    private HttpServices? _services;
    private int _hallCount;

    private PaceContender(string name, BenchServer server, WalMeter wal, HttpSetup setup, string? baseline) =>
        (Name, _server, _wal, _setup, _baseline) = (name, server, wal, setup, baseline);

    public static IReadOnlyList<string> Names => [.. Kinds.Select(kind => kind.Name)];

    public string Name { get; }

    private HttpServices Services => _services ?? throw new InvalidOperationException($"{Name} is not started.");

    /// <summary>Starts the server. <see cref="StartAsync"/> starts the service.</summary>
    public static async Task<PaceContender> OpenAsync(string name, bool hasWalDelay)
    {
        var (_, shape, baseline) = Kinds.First(kind => kind.Name == name);
        var server = await BenchServer.StartAsync(hasWalDelay);
        try
        {
            return new(name, server, await server.MeterWalAsync(), new(HasBaseline: baseline is not null, Shape: shape), baseline);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task<Machine> DescribeAsync() => _server.DescribeAsync();

    /// <summary>Starts the processes of the service, with an empty database. Those that run are ended before.</summary>
    public async Task StartAsync()
    {
        await StopAsync();
        _services = await HttpServices.StartAsync(_server, _setup);
    }

    public async Task StopAsync()
    {
        if (_services is { } services) await services.DisposeAsync();
        _services = null;
    }

    /// <summary>Creates halls of that many seats, one after another, until each user has a seat.</summary>
    public async Task<IReadOnlyList<PurchaseJourney>> BuildHallsAsync(int userCount, int seatCount)
    {
        var halls = new List<PurchaseJourney>();
        for (var left = userCount; left > 0; left -= seatCount)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"pace{++_hallCount}");
            halls.Add(_baseline is null
                ? await PurchaseJourney.OfServiceAsync(Services, name, seatCount, Math.Min(left, seatCount))
                : await PurchaseJourney.OfBaselineAsync(Services, _baseline, name, seatCount, Math.Min(left, seatCount)));
        }

        return halls;
    }

    /// <summary>What the work takes of each kind of process but the generator, and what it writes.</summary>
    public async Task<(T Result, PaceCost Cost)> MeasureAsync<T>(Func<Task<T>> workAsync)
    {
        // Otherwise this contender would pay for the garbage of the one before.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var from = await _wal.PositionAsync();
        var (before, busy) = (Services.ProcessorTimes(), MachineTime.Busy());
        var result = await RunAsync(workAsync);
        var (after, all) = (Services.ProcessorTimes(), MachineTime.Busy() - busy);
        var written = await _wal.WrittenAsync(from, await _wal.PositionAsync());
        return (result, new(after.ToDictionary(time => KindOf(time.Key), time => time.Value - before[time.Key]), all, written));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _wal.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task<T> RunAsync<T>(Func<Task<T>> workAsync)
    {
        try
        {
            return await workAsync();
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{Name}: {fault.Message}\n{Services.LastLines()}", fault);
        }
    }

    // A process that is the whole service has one name in the tables.
    private string KindOf(string process) => process switch
    {
        "baseline" => PaceFigures.Service,
        "gateway" when _setup.Shape is ServiceShape.Together => PaceFigures.Service,
        _ => process,
    };
}

/// <param name="Times">Processor time by kind of process. The generator's is among them.</param>
/// <param name="All">Processor time of everything that ran on the machine.</param>
internal sealed record PaceCost(IReadOnlyDictionary<string, TimeSpan> Times, TimeSpan All, WalWritten Written)
{
    public TimeSpan Others => All - Times.Values.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);

    public TimeSpan Generator => Times[Round.Generator];

    /// <summary>Microseconds for one purchase, without the generator's.</summary>
    public IReadOnlyDictionary<string, double> Of(int purchases) => Times.Where(time => time.Key != Round.Generator)
        .ToDictionary(time => time.Key, time => time.Value.TotalMicroseconds / purchases);
}
