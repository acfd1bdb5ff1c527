using Npgsql;

namespace Concert.Chaos;

/// <summary>What goes wrong on such an evening, in an order drawn from a seed; each is mended before the next.</summary>
/// <param name="duration">Over how long the faults are spread; zero: one after another.</param>
internal sealed class Faults(TestCluster cluster, int seed, TimeSpan duration, Evening evening)
{
    // Longer than the others take to vote a silent silo out.
    private static readonly TimeSpan Freeze = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    // Some are back before they are missed, some long after.
    private const int LongestAbsenceMilliseconds = 9_000;

    private readonly Random _random = new(seed);

    public async Task RunAsync(int count)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        var number = 0;
        foreach (var (name, fault) in Drawn(count))
        {
            var due = (duration * number++ / count) + TimeSpan.FromMilliseconds(_random.Next(200, 1500));
            var wait = due - TimeProvider.System.GetElapsedTime(startedAt);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            evening.Harmed(name);
            await fault();
            await cluster.AwaitReadyAsync();
        }
    }

    // Each of the plain kinds once before any a second time, and before two things break at once.
    private IEnumerable<(string Name, Func<Task> Fault)> Drawn(int count)
    {
        (string, Func<Task>)[] plain =
        [
            ("a silo killed", () => KillAsync(ASilo())),
            ("a gateway killed", () => KillAsync(AGateway())),
            ("a silo frozen", FreezeSiloAsync),
            ("the database crashed", CrashDatabaseAsync),
            ("connections cut", CutConnectionsAsync),
        ];
        (string, Func<Task>)[] all =
        [
            .. plain,
            ("two silos killed", () => KillAsync("silo-1", "silo-3")),
            ("a silo and a gateway killed", () => KillAsync(ASilo(), AGateway())),
            ("a silo killed, the database crashed", () => Task.WhenAll(KillAsync(ASilo()), CrashDatabaseAsync())),
            ("all silos killed", () => KillAsync("silo-1", "silo-2", "silo-3")),
        ];
        var drawn = new List<(string, Func<Task>)>();
        for (var kinds = plain; drawn.Count < count; kinds = all)
        {
            _random.Shuffle(kinds);
            drawn.AddRange(kinds);
        }

        return drawn.Take(count);
    }

    private string ASilo() => $"silo-{_random.Next(1, 4)}";

    private string AGateway() => $"gateway-{_random.Next(1, 3)}";

    private async Task KillAsync(params string[] names)
    {
        var absence = TimeSpan.FromMilliseconds(_random.Next(LongestAbsenceMilliseconds));
        foreach (var name in names) await cluster.RunAsync("kill", name);
        await Task.Delay(absence);
        foreach (var name in names) await cluster.RunAsync("start", name);
    }

    private async Task FreezeSiloAsync()
    {
        var name = ASilo();
        await cluster.RunAsync("freeze", name);
        await Task.Delay(Freeze);
        await cluster.RunAsync("thaw", name);
        // It learns that it was voted out, and ends; one that was not stays.
        var waited = TimeProvider.System.GetTimestamp();
        while (await cluster.RunsAsync(name) && TimeProvider.System.GetElapsedTime(waited) < EndLimit) await Task.Delay(200);
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
