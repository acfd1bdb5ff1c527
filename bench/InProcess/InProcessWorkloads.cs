namespace Concert.Bench;

/// <summary>
/// What is measured without HTTP: a silo in this process on PostgreSQL, against SQL in this process on the same server. The
/// bars are ratios of one run.
/// </summary>
internal static class InProcessWorkloads
{
    public static IEnumerable<WorkloadPlan> All(BenchServer server, BenchArguments arguments)
    {
        var hotDuration = TimeSpan.FromSeconds(arguments.IsQuick ? 2 : 10);
        yield return Plan("1,000 contenders, one seat", name => OneSeat.OpenAsync(
            server, name, 1_000, Bar(Names.Optimistic, 6), Bar(Names.ForUpdate, 15), Bar(Names.SingleStatement, 4)));
        yield return Plan("10,000 contenders, one seat", name => OneSeat.OpenAsync(
            server, name, 10_000, Bar(Names.SingleStatement, 8)));
        yield return Plan("1,000 charges, one wallet", name => OneWallet.OpenBurstAsync(
            server, name, 1_000, Bar(Names.Optimistic, 150), Bar(Names.ForUpdate, 70), Bar(Names.SingleStatement, 40)));
        yield return Plan($"hot wallet, {hotDuration.TotalSeconds} s, 256 clients", name => OneWallet.OpenHotAsync(
            server, name, hotDuration));
        yield return Plan("10,000 seats, first touch", name => ManySeats.OpenAsync(
            server, name, 10_000, isWarm: false, Bar(Names.ForUpdate, 6), Bar(Names.SingleStatement, 2.5)));
        yield return Plan("10,000 seats, warm", name => ManySeats.OpenAsync(
            server, name, 10_000, isWarm: true, Bar(Names.ForUpdate, 10), Bar(Names.SingleStatement, 4)));
        yield return Plan("10,000 payments", name => Payments.OpenAsync(server, name, 10_000, Bar(Names.ForUpdate, 8)));
        yield return Plan("20,000 joins, one queue", name => Joins.OpenAsync(server, name, 20_000));
        yield return Plan("limit: bare grain calls", name => Limits.OpenCallsAsync(server, name));
        yield return Plan("limit: commits, 20 connections", name => Limits.OpenCommitsAsync(server, name));
        yield return Plan("memory of what is active", name => Memory.OpenAsync(
            server, name, entityCount: 20_000, waitingCount: 100_000));
    }

    private static WorkloadPlan Plan(string name, Func<string, Task<OpenWorkload>> openAsync) => new(name, () => openAsync(name));

    private static Bar Bar(string against, double atLeast) => new(Names.Concert, against, atLeast);
}
