namespace Concert.Bench.Workloads;

/// <summary>A limit of ours, and what was measured.</summary>
/// <param name="Limit">At most, or at least if <paramref name="IsLeast"/>.</param>
internal sealed record PaceVerdict(string Work, string Against, double Figure, double Limit, bool IsLeast)
{
    public bool IsReached => IsLeast ? Figure >= Limit : Figure <= Limit;
}

/// <summary>The bars of the pace. A bar whose rate or contender was not measured has no verdict.</summary>
internal static class PaceBars
{
    private const double BudgetRate = 500;

    private static readonly (double[] Rates, string Against, string Work, Func<PaceFigures, double> Figure, double AtMost)[] Ratios =
    [
        ([100, 200, 500], ContenderNames.ForUpdate, "processor time of all processes", All, 0.6),
        ([100, 200, 500], ContenderNames.SingleStatement, "processor time of all processes", All, 0.8),
        ([100], ContenderNames.ForUpdate, "PostgreSQL's processor time", Postgres, 0.4),
        ([500], ContenderNames.ForUpdate, "PostgreSQL's processor time", Postgres, 0.25),
    ];

    private static readonly (string Work, Func<PaceFigures, double> Figure, double AtMost)[] Budget =
    [
        ("µs of PostgreSQL for a purchase", Postgres, 250),
        ("commits for a purchase", round => round.Commits, 2),
        ("p50 ms of reserve", round => round.Calls[PaceFigures.Reserve].P50Ms, 15),
    ];

    /// <summary>Ours is in the shape that takes less processor time at that rate.</summary>
    public static IEnumerable<PaceVerdict> Of(PaceSummary rounds)
    {
        foreach (var (rates, against, work, figure, most) in Ratios)
        {
            foreach (var rate in rates)
            {
                if (rounds.BetterShape(rate) is { } ours && rounds.Ratio(rate, ours, against, figure) is { } ratio)
                    yield return new($"{work}, {rate:0} users/s ({ours})", against, ratio, most, IsLeast: false);
            }
        }

        foreach (var (work, figure, most) in Budget)
        {
            if (rounds.BetterShape(BudgetRate) is { } ours && rounds.Median(BudgetRate, ours, figure) is { } median)
                yield return new($"{work}, {BudgetRate:0} users/s ({ours})", "", median, most, IsLeast: false);
        }
    }

    public static IEnumerable<PaceVerdict> Of(IReadOnlyList<HighestRate> highest)
    {
        var ours = highest.Where(rate => PaceSummary.IsOurs(rate.Contender)).MaxBy(rate => rate.UsersPerSecond);
        if (ours?.UsersPerSecond is { } mine && highest.FirstOrDefault(rate => rate.Contender == ContenderNames.ForUpdate)?.UsersPerSecond is { } theirs)
            yield return new($"highest rate ({ours.Contender})", ContenderNames.ForUpdate, mine / theirs, 2, IsLeast: true);
    }

    public static IEnumerable<PaceVerdict> Of(IReadOnlyList<ColdFigures> cold) =>
        from figures in cold
        where PaceSummary.IsOurs(figures.Contender)
        select new PaceVerdict($"the first purchases after a start, {figures.Mode} ({figures.Contender})", "warm", figures.Ratio, 1.5, IsLeast: false);

    private static double All(PaceFigures round) => round.AllProcessor;

    private static double Postgres(PaceFigures round) => round.Processor.GetValueOrDefault(PaceFigures.Postgres);
}
