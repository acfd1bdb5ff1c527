namespace Concert.Bench.Workloads;

/// <summary>Workloads without HTTP: a silo in this process on PostgreSQL, against SQL in this process on the same server.</summary>
internal static class InProcessWorkloads
{
    public static IEnumerable<WorkloadPlan> All(BenchServer server, bool isQuick)
    {
        var hotDuration = TimeSpan.FromSeconds(isQuick ? 2 : 10);
        yield return Plan("1,000 contenders, one seat", "requests", silo => OneSeat.Contenders(silo, 1_000),
            [Bar(ContenderNames.Optimistic, 6), Bar(ContenderNames.ForUpdate, 15), Bar(ContenderNames.SingleStatement, 4)]);
        yield return Plan("10,000 contenders, one seat", "requests", silo => OneSeat.Contenders(silo, 10_000),
            [Bar(ContenderNames.SingleStatement, 8)]);
        yield return Plan("1,000 charges, one wallet", "charges", silo => OneWallet.Burst(silo, 1_000),
            [Bar(ContenderNames.Optimistic, 150), Bar(ContenderNames.ForUpdate, 70), Bar(ContenderNames.SingleStatement, 40)]);
        yield return Plan($"hot wallet, {hotDuration.TotalSeconds} s, 256 clients", "charges", silo => OneWallet.Hot(silo, hotDuration), []);
        yield return Plan("wallets read, 256 clients", "reads", WalletAnswers.Reads, []);
        yield return Plan("payments refused, 256 clients", "refusals", WalletAnswers.Refusals, []);
        yield return Plan("10,000 seats, first touch", "holds", silo => ManySeats.Contenders(silo, 10_000, isWarm: false),
            [Bar(ContenderNames.ForUpdate, 6), Bar(ContenderNames.SingleStatement, 2.5)]);
        yield return Plan("10,000 seats, warm", "holds", silo => ManySeats.Contenders(silo, 10_000, isWarm: true),
            [Bar(ContenderNames.ForUpdate, 10), Bar(ContenderNames.SingleStatement, 4)]);
        // Each user needs a slot.
        yield return Plan("10,000 payments", "payments", silo => Payments.Contenders(silo, 10_000),
            [Bar(ContenderNames.ForUpdate, 8)], ("Queue:MaxActive", "10000"));
        yield return Plan("20,000 joins, one queue", "joins", silo => Joins.Contenders(silo, 20_000), []);
        yield return Plan("limit: bare grain calls", "calls", silo => [Limits.Calls(silo)], []);
        yield return Plan("limit: commits, 20 connections", "commits", silo => [Limits.Commits(silo)], []);
        yield return new("memory of what is active", () => Memory.OpenAsync(server, "memory of what is active", entityCount: 20_000, waitingCount: 100_000));

        WorkloadPlan Plan(
            string name, string unit, Func<SiloFixture, IReadOnlyList<Contender>> contenders, Bar[] bars, params (string, string)[] settings) =>
            new(name, async () =>
            {
                var silo = await SiloFixture.OpenAsync(server, settings: settings);
                return new(new(name, unit, contenders(silo), bars), silo);
            });
    }

    private static Bar Bar(string against, double atLeast) => new(ContenderNames.Concert, against, atLeast);
}
