namespace Concert.Bench.Http;

/// <summary>Everything that is measured over HTTP, with the bars of it.</summary>
internal static class HttpWorkloads
{
    public static IReadOnlyList<Workload> All(HttpBench bench)
    {
        var (reserve, charge, read) = (new ReserveWorkloads(bench), new ChargeWorkloads(bench), new ReadWorkloads(bench));
        return
        [
            reserve.OneSeat(),
            reserve.DistinctSeats(),
            charge.OneWalletAtOnce(),
            charge.OneWallet(),
            new PurchaseWorkload(bench).Whole(),
            new PaceWorkload(bench).Reserve(),
            read.SmallMap(),
            read.LargeMap(),
            read.Polls(),
            read.Joins(),
        ];
    }
}
