namespace Concert.Bench;

/// <summary>What the runtime and the server can do at most: calls that do nothing, commits of one row.</summary>
internal static class Limits
{
    private const int GrainCount = 64;
    private const int CallersCount = 256;
    private const int ConnectionCount = 20;

    private const string InsertCounters = "insert into baseline.counter(id, value) select i, 0 from generate_series(0, $1) as i";
    private const string UpdateCounter = "update baseline.counter set value = value + 1 where id = $1";
    private const string SumCounters = "select sum(value) from baseline.counter";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public static async Task<OpenWorkload> OpenCallsAsync(BenchServer server, string name)
    {
        var lab = await Lab.OpenAsync(server);
        IEchoGrain[] grains = [.. Enumerable.Range(0, GrainCount).Select(i => lab.Grains.GetGrain<IEchoGrain>(i))];
        var echo = new Contender("echo grain", _ => Task.CompletedTask, async _ =>
        {
            var (count, elapsed) = await Clients.AskForAsync(
                Duration, CallersCount, i => grains[i % GrainCount].Echo(i));
            return new(count, elapsed);
        });
        return new(new(name, "calls", [echo], []), lab);
    }

    public static async Task<OpenWorkload> OpenCommitsAsync(BenchServer server, string name)
    {
        var lab = await Lab.OpenAsync(server);
        await lab.Sql.ExecuteAsync(InsertCounters, command => command.With(ConnectionCount - 1));
        var sum = 0L;
        var commits = new Contender("one row each", _ => Task.CompletedTask, async _ =>
        {
            var free = new System.Collections.Concurrent.ConcurrentStack<int>(Enumerable.Range(0, ConnectionCount));
            var (count, elapsed) = await Clients.AskForAsync(Duration, ConnectionCount, async _ =>
            {
                Check.Equal(true, free.TryPop(out var row));
                await lab.Sql.ExecuteAsync(UpdateCounter, command => command.With(row));
                free.Push(row);
            });
            Check.Equal(sum += count, await lab.CountAsync(SumCounters));
            return new(count, elapsed);
        });
        return new(new(name, "commits", [commits], []), lab);
    }
}
