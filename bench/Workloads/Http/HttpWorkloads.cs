namespace Concert.Bench.Workloads;

/// <summary>All workloads over HTTP with their bars, each on processes of its own.</summary>
internal static class HttpWorkloads
{
    public static IEnumerable<WorkloadPlan> All(BenchServer server)
    {
        yield return Plan("HTTP: 1,000 contenders, one seat", services => new ReserveWorkloads(services).OneSeat());
        yield return Plan("HTTP: reserve, distinct seats", services => new ReserveWorkloads(services).DistinctSeats());
        yield return Plan("HTTP: 1,000 charges, one wallet", services => new ChargeWorkloads(services).Burst());
        yield return Plan("HTTP: charge, one wallet", services => new ChargeWorkloads(services).Sustained());
        yield return Plan("HTTP: whole purchases", services => new PurchaseWorkload(services).Whole());
        yield return Plan("HTTP: reserve while 500 users/s are admitted", services => new PaceWorkload(services).Reserve());
        yield return Plan("HTTP: seat map, 1,000 seats", services => new ReadWorkloads(services).SmallMap());
        yield return Plan("HTTP: seat map, 50,000 seats", services => new ReadWorkloads(services).LargeMap());
        yield return Plan("HTTP: polls of 100,000 waiting users", services => new ReadWorkloads(services).Polls());
        yield return Plan("HTTP: joins", services => new ReadWorkloads(services).Joins());

        WorkloadPlan Plan(string name, Func<HttpServices, Workload> workload) =>
            new(name, () => HttpServices.OpenAsync(server, new(), services => workload(services) with { Name = name }));
    }
}
