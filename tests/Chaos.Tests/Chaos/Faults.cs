using Npgsql;

namespace Concert.Chaos;

/// <summary>What goes wrong on such an evening, in an order drawn from a seed; each is mended before the next.</summary>
internal sealed class Faults(TestCluster cluster, int seed, Evening evening)
{
    // Longer than the others take to vote a silent silo out.
    private static readonly TimeSpan Freeze = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    private readonly Random _random = new(seed);

    public async Task RunAsync(int count)
    {
        // Each kind once before any a second time.
        Func<Task>[] kinds = [KillSiloAsync, KillGatewayAsync, FreezeSiloAsync, RestartDatabaseAsync, CutConnectionsAsync];
        var order = new List<Func<Task>>();
        while (order.Count < count)
        {
            _random.Shuffle(kinds);
            order.AddRange(kinds);
        }

        foreach (var fault in order.Take(count))
        {
            await Task.Delay(_random.Next(200, 1500));
            evening.Harmed();
            await fault();
            await cluster.AwaitReadyAsync();
        }
    }

    private async Task KillSiloAsync()
    {
        var name = $"silo-{_random.Next(1, 4)}";
        await cluster.RunAsync("kill", name);
        await cluster.RunAsync("start", name);
    }

    private async Task KillGatewayAsync()
    {
        var name = $"gateway-{_random.Next(1, 3)}";
        await cluster.RunAsync("kill", name);
        await cluster.RunAsync("start", name);
    }

    private async Task FreezeSiloAsync()
    {
        var name = $"silo-{_random.Next(1, 4)}";
        await cluster.RunAsync("freeze", name);
        await Task.Delay(Freeze);
        await cluster.RunAsync("thaw", name);
        // It learns that it was voted out, and ends; one that was not stays.
        var waited = TimeProvider.System.GetTimestamp();
        while (await cluster.RunsAsync(name) && TimeProvider.System.GetElapsedTime(waited) < EndLimit) await Task.Delay(200);
        await cluster.RunAsync("start", name);
    }

    private async Task RestartDatabaseAsync()
    {
        await cluster.RunAsync("kill", "database");
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
