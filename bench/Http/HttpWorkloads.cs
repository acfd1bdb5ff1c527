namespace Concert.Bench.Http;

/// <summary>Everything that is measured over HTTP, with the bars of it; each on processes of its own.</summary>
internal static class HttpWorkloads
{
    public static IEnumerable<WorkloadPlan> All(BenchServer server)
    {
        yield return Plan(server, "HTTP: 1,000 contenders, one seat", bench => new ReserveWorkloads(bench).OneSeat());
        yield return Plan(server, "HTTP: reserve, distinct seats", bench => new ReserveWorkloads(bench).DistinctSeats());
        yield return Plan(server, "HTTP: 1,000 charges, one wallet", bench => new ChargeWorkloads(bench).OneWalletAtOnce());
        yield return Plan(server, "HTTP: charge, one wallet", bench => new ChargeWorkloads(bench).OneWallet());
        yield return Plan(server, "HTTP: whole purchases", bench => new PurchaseWorkload(bench).Whole());
        yield return Plan(server, "HTTP: reserve while 500 users/s are admitted", bench => new PaceWorkload(bench).Reserve());
        yield return Plan(server, "HTTP: seat map, 1,000 seats", bench => new ReadWorkloads(bench).SmallMap());
        yield return Plan(server, "HTTP: seat map, 50,000 seats", bench => new ReadWorkloads(bench).LargeMap());
        yield return Plan(server, "HTTP: polls of 100,000 waiting users", bench => new ReadWorkloads(bench).Polls());
        yield return Plan(server, "HTTP: joins", bench => new ReadWorkloads(bench).Joins());
    }

    private static WorkloadPlan Plan(BenchServer server, string name, Func<HttpBench, Workload> workload) => new(
        name,
        async () =>
        {
            var bench = await HttpBench.StartAsync(server);
            return new(workload(bench) with { Name = name }, bench) { ProcessorTimes = bench.ProcessorTimes, WarmUp = HttpBench.WarmUp };
        });
}
