using System.Text.RegularExpressions;
using Concert.Cluster;
using Npgsql;

namespace Concert.Faults;

/// <summary>Injects faults in an order drawn from a seed. The cluster is complete and ready again before the next fault.</summary>
/// <param name="duration">The time over which the faults are spread. Zero: each fault follows the one before.</param>
/// <param name="only">A pattern of the names of the faults to choose from; empty: all.</param>
internal sealed class ClusterFaults(
    ProcessCluster cluster, Openings openings, int seed, TimeSpan duration, string only, ChaosStatistics statistics)
{
    // Longer than the other silos take to declare a silent silo dead.
    private static readonly TimeSpan FreezeDuration = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(20);

    // Some processes are back before the others notice their absence, some long after.
    private const int LongestAbsenceMilliseconds = 9_000;

    // Some sales open during a fault, some before it or after it.
    private const int LongestAnnouncementMilliseconds = 8_000;

    private static readonly TimeSpan SaleOpenFor = TimeSpan.FromSeconds(3);

    private readonly Random _random = new(seed);

    public async Task RunAsync(int count)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        var number = 0;
        foreach (var (name, fault) in Draw(count))
        {
            var due = (duration * number++ / count) + TimeSpan.FromMilliseconds(_random.Next(200, 1500));
            var wait = due - TimeProvider.System.GetElapsedTime(startedAt);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            statistics.RecordFault(name);
            if (_random.Next(3) == 0) await AnnounceAsync();
            await fault();
            await cluster.RestoreAsync();
        }

        await openings.WaitUntilOpenAsync(SaleOpenFor);
    }

    private async Task AnnounceAsync()
    {
        await openings.WaitUntilOpenAsync(SaleOpenFor);
        await openings.AnnounceAsync(TimeSpan.FromMilliseconds(_random.Next(2_000, LongestAnnouncementMilliseconds)));
    }

    // First each single fault once, in random order. After that, single and combined faults.
    private IEnumerable<(string Name, Func<Task> Fault)> Draw(int count)
    {
        var (single, all) = cluster.Shape is ClusterShape.Together ? KindsTogether() : KindsApart();
        if (!all.Any(kind => Regex.IsMatch(kind.Name, only))) throw new ArgumentException($"No fault's name matches '{only}'.");
        var drawn = new List<(string, Func<Task>)>();
        for (var kinds = single; drawn.Count < count; kinds = all)
        {
            _random.Shuffle(kinds);
            drawn.AddRange(kinds.Where(kind => Regex.IsMatch(kind.Name, only)));
        }

        return drawn.Take(count);
    }

    private ((string Name, Func<Task> Fault)[] Single, (string Name, Func<Task> Fault)[] All) KindsTogether()
    {
        (string Name, Func<Task>)[] single =
        [
            ("a process killed", () => KillAsync(RandomSilo())),
            ("a process frozen", FreezeSiloAsync),
            ("all processes restarted in turn", RestartInTurnAsync),
        ];
        return (single,
        [
            .. single,
            ("the database crashed", CrashDatabaseAsync),
            ("connections cut", CutConnectionsAsync),
            ("slow readers", () => new UnreadResponses(cluster, openings, statistics).RunAsync(RandomGateway())),
            ("a full disk", () => new FullDisk(cluster, statistics).RunAsync()),
            ("connections taken by others", () => new TakenConnections(cluster, statistics).RunAsync()),
            ("two processes killed", () => KillAsync(cluster.Silos[0], cluster.Silos[2])),
            ("a process killed, the database crashed", () => Task.WhenAll(KillAsync(RandomSilo()), CrashDatabaseAsync())),
            ("all processes killed", () => KillAsync([.. cluster.Silos])),
        ]);
    }

    private ((string Name, Func<Task> Fault)[] Single, (string Name, Func<Task> Fault)[] All) KindsApart()
    {
        var starts = new SiloStarts(cluster, openings, _random, statistics);
        (string Name, Func<Task>)[] single =
        [
            ("a silo killed", () => KillAsync(RandomSilo())),
            ("a gateway killed", () => KillAsync(RandomGateway())),
            ("a silo frozen", FreezeSiloAsync),
            ("the database crashed", CrashDatabaseAsync),
            ("connections cut", CutConnectionsAsync),
            ("a silo whose start fails", () => starts.FailAsync(RandomSilo())),
            ("a silo with a wrong clock", starts.SkewAsync),
            ("slow readers", () => new UnreadResponses(cluster, openings, statistics).RunAsync(RandomGateway())),
            ("a full disk", () => new FullDisk(cluster, statistics).RunAsync()),
            ("connections taken by others", () => new TakenConnections(cluster, statistics).RunAsync()),
        ];
        return (single,
        [
            .. single,
            ("two silos killed", () => KillAsync("silo-1", "silo-3")),
            ("a silo and a gateway killed", () => KillAsync(RandomSilo(), RandomGateway())),
            ("a silo killed, the database crashed", () => Task.WhenAll(KillAsync(RandomSilo()), CrashDatabaseAsync())),
            ("all silos killed", () => KillAsync("silo-1", "silo-2", "silo-3")),
        ]);
    }

    private string RandomSilo() => cluster.Silos[_random.Next(cluster.Silos.Count)];

    private string RandomGateway() => cluster.GatewayNames[_random.Next(cluster.GatewayNames.Count)];

    // As in an upgrade: the next process drains when the one before serves again.
    private async Task RestartInTurnAsync()
    {
        foreach (var name in cluster.Silos)
        {
            var exitCode = await cluster.RunAsync("stop", name);
            Assert.True(exitCode == 0, $"Expected {name} to end with 0 after its drain, it ended with {exitCode}.");
            await cluster.RunAsync("start", name);
            await cluster.RestoreAsync();
        }
    }

    private async Task KillAsync(params string[] names)
    {
        var absence = TimeSpan.FromMilliseconds(_random.Next(LongestAbsenceMilliseconds));
        foreach (var name in names) await cluster.RunAsync("kill", name);
        await Task.Delay(absence);
        foreach (var name in names) await cluster.RunAsync("start", name);
    }

    private async Task FreezeSiloAsync()
    {
        var name = RandomSilo();
        await cluster.RunAsync("freeze", name);
        await Task.Delay(FreezeDuration);
        await cluster.RunAsync("thaw", name);
        // A silo that was declared dead notices it and exits. A silo that was not declared dead continues to run.
        var thawedAt = TimeProvider.System.GetTimestamp();
        while (await cluster.IsRunningAsync(name) && TimeProvider.System.GetElapsedTime(thawedAt) < ExitLimit) await Task.Delay(200);
        await cluster.RunAsync("start", name);
    }

    private async Task CrashDatabaseAsync()
    {
        await cluster.RunAsync("kill", "database");
        await Task.Delay(_random.Next(3_000));
        await cluster.RunAsync("start", "database");
    }

    private async Task CutConnectionsAsync()
    {
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString + ";Pooling=false");
        await using var command = database.CreateCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'concert' and pid <> pg_backend_pid()");
        await command.ExecuteNonQueryAsync();
    }
}
