using System.Globalization;

namespace Concert.Bench.Workloads;

internal enum GrowthPart
{
    Silos,
    Size,
    Memory,
}

/// <param name="At">Silos, or seats and users: the x value in the plot.</param>
internal sealed record GrowthPlan(GrowthPart Part, int At, WorkloadPlan Plan);

/// <summary>The measurement of a <see cref="GrowthPlan"/>.</summary>
internal sealed record GrowthPoint(GrowthPart Part, int At, Measurement Measurement)
{
    public ContenderRounds Ours => Measurement.Contenders[0];
}

/// <summary>What is measured at several sizes. Each is a plan of its own, so that memory of one cannot slow another.</summary>
internal static class GrowthPlans
{
    // The default of the service. The workloads that are compared with SQL need more.
    private const int Slots = 500;

    private static readonly int[] SiloCounts = [1, 2, 3];
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    public static IEnumerable<GrowthPlan> All(BenchServer server, bool isQuick)
    {
        var purchaseCount = isQuick ? 1_000 : 3_000;
        foreach (var count in SiloCounts)
            yield return Purchases(GrowthPart.Silos, count, $"silos: {count}", count, new(purchaseCount, purchaseCount, purchaseCount, JoinBefore: false));
        foreach (var size in Sizes)
            yield return Purchases(GrowthPart.Size, size, $"size: {Text(size)} seats and users", 1, new(size, size, PurchaseCount: 1_000, JoinBefore: true));

        // 100,000 of each take minutes.
        foreach (var size in isQuick ? Sizes[..^1] : Sizes)
        {
            foreach (var kind in Memory.Kinds) yield return MemoryOf(size, kind);
        }

        // Each kind in a silo of its own: garbage of one kind must not disappear while the next is measured.
        GrowthPlan MemoryOf(int size, string kind)
        {
            var name = $"memory: {Text(size)} of {kind}";
            return new(GrowthPart.Memory, size, new(name, async () =>
            {
                var open = await Memory.OpenAsync(server, name, size, size);
                return open with { Workload = open.Workload.Only(kind) };
            }));
        }

        // Warm by the processor time of a purchase: three silos need more rounds than one until their code is compiled.
        GrowthPlan Purchases(GrowthPart part, int at, string name, int siloCount, GrowthSize size) => new(part, at, new(name, async () =>
        {
            var open = await HttpServices.OpenAsync(server, new(siloCount, HasBaseline: false, Slots), services =>
                new(name, "purchases", [new PurchasesAtSize(services, size).Contender()]));
            return open with { WarmUp = null };
        }));
    }

    private static string Text(int size) => size.ToString("N0", CultureInfo.InvariantCulture);
}
