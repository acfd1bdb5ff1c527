namespace Concert.Bench.Http;

/// <summary>Everything that is measured over HTTP, with the bars of it.</summary>
internal static class HttpWorkloads
{
    public static IReadOnlyList<Workload> All(HttpBench bench)
    {
        var charges = new ChargeWorkloads(bench);
        return [charges.OneWallet()];
    }
}
