namespace Concert.Bench.Simulation;

/// <summary>What calling, passing over and claim windows are worth: the same evening with other values.</summary>
internal static class ClaimStudy
{
    private const int FanCount = 100_000;
    private const int FansForASeat = 50;

    // As long as the setting allows: nobody counts as away.
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    private static readonly (string Name, QueueOptions Queue)[] Variants =
    [
        ("as the service is", new()),
        ("nobody is passed over", new() { AbsentAfter = Never }),
        ("who asked to be called has 30 s too", new() { CalledClaimWindow = new QueueOptions().ClaimWindow }),
        ("everybody has 2 minutes", new() { ClaimWindow = new QueueOptions().CalledClaimWindow }),
        ("everybody has 2 minutes, nobody is passed over", new() { ClaimWindow = new QueueOptions().CalledClaimWindow, AbsentAfter = Never }),
    ];

    /// <summary>Averages over the seeds.</summary>
    public static IReadOnlyList<ClaimResult> Run(int firstSeed, int seedCount) =>
    [
        .. from variant in Variants
           let evenings = Enumerable.Range(firstSeed, seedCount).Select(seed => Evening.Run(PlanOf((ulong)seed, variant.Queue))).ToList()
           select new ClaimResult(
               variant.Name,
               evenings.Average(one => one.UnclaimedShare),
               evenings.Average(one => one.AbsentPassedCount),
               evenings.Average(one => one.MissedCount),
               evenings.Average(one => one.ReturnedCount)),
    ];

    private static EveningPlan PlanOf(ulong seed, QueueOptions queue) => new()
    {
        Seed = seed,
        SeatCount = FanCount / FansForASeat,
        Crowd = new() { FanCount = FanCount },
        Queue = queue,
    };
}

internal sealed record ClaimResult(string Name, double UnclaimedShare, double AbsentPassedCount, double MissedCount, double ReturnedCount);
