namespace Concert.Bench.Workloads;

/// <summary>The rounds of a run, and the medians and ratios of those that count.</summary>
internal sealed class PaceSummary(IReadOnlyList<PaceFigures> rounds)
{
    private static readonly string[] Ours = [ContenderNames.Concert, ContenderNames.OneProcess];

    public IReadOnlyList<double> Rates => [.. rounds.Select(round => round.Rate).Distinct()];

    public IReadOnlyList<string> Contenders => [.. rounds.Select(round => round.Contender).Distinct()];

    public double MostOtherCores => rounds.Max(round => round.OtherCores);

    public static bool IsOurs(string contender) => Ours.Contains(contender);

    public IReadOnlyList<PaceFigures> All(double rate, string contender) =>
        [.. rounds.Where(round => round.Rate == rate && round.Contender == contender)];

    public IReadOnlyList<PaceFigures> Counting(double rate, string contender) => [.. All(rate, contender).Where(round => round.WhyNot is null)];

    /// <summary>Null: no round counts.</summary>
    public double? Median(double rate, string contender, Func<PaceFigures, double> figure) =>
        Counting(rate, contender) is { Count: > 0 } counting ? Statistics.Median(counting.Select(figure)) : null;

    /// <summary>The service in the shape that takes less processor time at that rate. Null: no round of it counts.</summary>
    public string? BetterShape(double rate) => Ours
        .Where(name => Counting(rate, name).Count > 0)
        .MinBy(name => Median(rate, name, round => round.AllProcessor));

    /// <summary>
    /// The median of the ratios of each round in which both count. Such rounds ran one after the other and had the same arrivals, so
    /// what slowed the machine for a while slowed both. Null: there is no such round.
    /// </summary>
    public double? Ratio(double rate, string ours, string theirs, Func<PaceFigures, double> figure)
    {
        var ratios = Counting(rate, ours)
            .Join(Counting(rate, theirs), mine => mine.Round, other => other.Round, (mine, other) => figure(mine) / figure(other)).ToList();
        return ratios.Count > 0 ? Statistics.Median(ratios) : null;
    }
}
