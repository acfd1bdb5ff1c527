using System.Globalization;
using Concert.Bench.Http;

namespace Concert.Bench.Growth;

/// <summary>What is measured at several sizes: each a plan of its own, so that what one leaves in memory costs no other.</summary>
internal static class GrowthPlans
{
    // The service's own; the workloads that are compared with SQL need more.
    private const int Slots = 500;

    private static readonly int[] SiloCounts = [1, 2, 3];
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    public static IEnumerable<GrowthPlan> All(BenchServer server, bool isQuick)
    {
        var purchaseCount = isQuick ? 1_000 : 3_000;
        foreach (var count in SiloCounts)
        {
            yield return Purchases(
                server, GrowthPart.Silos, count, $"silos: {count}",
                new(count, HasBaseline: false, Slots), new(purchaseCount, purchaseCount, purchaseCount, StandInLine: false));
        }

        foreach (var size in Sizes)
        {
            yield return Purchases(
                server, GrowthPart.Size, size, $"size: {Text(size)} seats and users",
                new(1, HasBaseline: false, Slots), new(size, size, PurchaseCount: 1_000, StandInLine: true));
        }

        // A hundred thousand of each are minutes of a machine that others use too.
        foreach (var size in isQuick ? Sizes[..^1] : Sizes)
        {
            foreach (var kind in Memory.Kinds) yield return MemoryOf(server, size, kind);
        }
    }

    // Each kind in a silo of its own: what making the one leaves behind for a while is not to vanish while the next is measured.
    private static GrowthPlan MemoryOf(BenchServer server, int size, string kind)
    {
        var name = $"memory: {Text(size)} of {kind}";
        return new(GrowthPart.Memory, size, new(name, async () =>
        {
            var open = await Memory.OpenAsync(server, name, size, size);
            return open with { Workload = open.Workload.Only(kind) };
        }));
    }

    private static GrowthPlan Purchases(BenchServer server, GrowthPart part, int at, string name, HttpSetup setup, Size size) =>
        new(part, at, new(name, async () =>
        {
            var bench = await HttpBench.StartAsync(server, setup);
            var workload = new Workload(name, "purchases", [new PurchasesAtSize(Names.Concert, bench, size)], []);
            return new(workload, bench) { ProcessorTimes = bench.ProcessorTimes, WarmUp = HttpBench.WarmUp };
        }));

    private static string Text(int size) => size.ToString("N0", CultureInfo.InvariantCulture);
}

internal enum GrowthPart
{
    Silos,
    Size,
    Memory,
}

/// <param name="At">How many silos, or of seats and users: where it is on the plot.</param>
internal sealed record GrowthPlan(GrowthPart Part, int At, WorkloadPlan Plan);

/// <summary>What a plan came to.</summary>
internal sealed record GrowthPoint(GrowthPart Part, int At, Measurement Measurement);
