namespace Concert.Bench.Harness;

/// <summary>
/// When a contender is warm: its work no longer gets cheaper. A process that has just started compiles its code, hot code twice, and
/// takes up to four times as long for the same work until it is done. Rounds are compared in steps of equal work: code becomes hot by
/// calls, not by rounds. The cost of 1,000 purchases stayed level for eight rounds, while the compiler itself took the time that the
/// first compiled methods saved, and then fell to a third in ten more (measured).
/// </summary>
internal static class WarmRule
{
    /// <summary>A step is still cheaper if it is below the best one before by more than this share.</summary>
    public const double Tolerance = 0.05;

    /// <summary>So many operations are a step at least. A longer round is a step alone, shorter ones are put together.</summary>
    public const int OperationsOfAStep = 3_000;

    /// <summary>So many steps run at least.</summary>
    public const int LeastSteps = 8;

    /// <summary>So many of the latest steps must be no cheaper than the best before them: one may be slow because of other work.</summary>
    public const int SteadySteps = 3;

    // A contender that becomes cheaper for ever would be measured in the end as well.
    private const int MostSteps = 40;

    /// <param name="costs">Processor time of one operation, of each round since the start.</param>
    /// <param name="operations">In each round.</param>
    public static bool IsWarm(IReadOnlyList<double> costs, long operations)
    {
        var roundsOfAStep = (int)((OperationsOfAStep + operations - 1) / operations);
        var steps = costs.Take(costs.Count / roundsOfAStep * roundsOfAStep).Chunk(roundsOfAStep).Select(step => step.Average()).ToList();
        if (steps.Count < LeastSteps) return false;
        var best = steps.Take(steps.Count - SteadySteps).Min();
        return steps.Count >= MostSteps || steps.TakeLast(SteadySteps).Min() >= best * (1 - Tolerance);
    }
}
