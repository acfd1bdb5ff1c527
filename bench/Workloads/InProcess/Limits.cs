using System.Collections.Concurrent;

namespace Concert.Bench.Workloads;

/// <summary>Upper limits of runtime and server: grain calls that do nothing, and commits of one row.</summary>
internal static class Limits
{
    private const int GrainCount = 64;
    private const int CallerCount = 256;
    private const int ConnectionCount = 20;

    private const string InsertCounters = "insert into baseline.counter(id, value) select i, 0 from generate_series(0, $1) as i";
    private const string UpdateCounter = "update baseline.counter set value = value + 1 where id = $1";
    private const string SumCounters = "select sum(value) from baseline.counter";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public static Contender Calls(SiloFixture silo)
    {
        IEchoGrain[] grains = [.. Enumerable.Range(0, GrainCount).Select(i => silo.Grains.GetGrain<IEchoGrain>(i))];
        return new("echo grain", _ => Task.CompletedTask, async _ =>
        {
            var (count, elapsed) = await Clients.CallForAsync(Duration, CallerCount, i => grains[i % GrainCount].Echo(i));
            return new(count, elapsed);
        });
    }

    public static Contender Commits(SiloFixture silo)
    {
        var sum = 0L;
        return new(
            "one row each",
            round => round > 0 ? Task.CompletedTask : silo.Sql.ExecuteAsync(InsertCounters, ConnectionCount - 1),
            async _ =>
            {
                var free = new ConcurrentStack<int>(Enumerable.Range(0, ConnectionCount));
                var (count, elapsed) = await Clients.CallForAsync(Duration, ConnectionCount, async _ =>
                {
                    Require.Equal(true, free.TryPop(out var row));
                    await using (var connection = await silo.Sql.OpenConnectionAsync())
                        await connection.Statement(UpdateCounter).With(row).ExecuteAsync();
                    free.Push(row);
                });
                Require.Equal(sum += count, await silo.CountAsync(SumCounters));
                return new(count, elapsed);
            });
    }
}
