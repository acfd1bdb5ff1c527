namespace Concert.Bench.Harness;

/// <summary>
/// When a contender is warm: its rounds no longer get cheaper. A process that has just started compiles its code, hot code twice, and
/// takes up to four times as long for the same work until it is done.
/// </summary>
internal static class WarmRule
{
    /// <summary>A round is still cheaper if it is below the best one before by more than this share.</summary>
    public const double Tolerance = 0.05;

    /// <summary>So many rounds run at least.</summary>
    public const int LeastRounds = 8;

    /// <summary>So many of the latest rounds must be no cheaper than the best before them: one may be slow because of other work.</summary>
    public const int SteadyRounds = 3;

    // A contender that becomes cheaper for ever would be measured in the end as well.
    private const int MostRounds = 40;

    /// <param name="costs">Processor time of one operation, of each round since the start.</param>
    public static bool IsWarm(IReadOnlyList<double> costs)
    {
        if (costs.Count < LeastRounds) return false;
        var best = costs.Take(costs.Count - SteadyRounds).Min();
        return costs.Count >= MostRounds || costs.TakeLast(SteadyRounds).Min() >= best * (1 - Tolerance);
    }
}
