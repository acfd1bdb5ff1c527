namespace Concert.Bench.Harness;

/// <summary>The rounds of a workload, and how they compare with its bars.</summary>
internal sealed record Measurement(Workload Workload, IReadOnlyList<ContenderRounds> Contenders)
{
    public IEnumerable<Verdict> Verdicts => Workload.Bars.Select(Judge).Concat(Workload.Ceilings.Select(Judge));

    /// <summary>
    /// The median of the ratios of each round. Contenders take turns, so what slows the machine for a while slows both of a round
    /// and leaves their ratio as it is.
    /// </summary>
    public static double RatioOf(ContenderRounds ours, ContenderRounds theirs) =>
        Statistics.Median(ours.Rounds.Zip(theirs.Rounds, (mine, other) => mine.PerSecond / other.PerSecond));

    private ContenderRounds Of(string contender) => Contenders.First(other => other.Name == contender);

    private Verdict Judge(Bar bar)
    {
        var ratio = RatioOf(Of(bar.Ours), Of(bar.Against));
        return new(bar.Against, bar.Ours, Note: null, ratio, bar.AtLeast, ratio >= bar.AtLeast);
    }

    private Verdict Judge(Ceiling ceiling)
    {
        var figure = Of(ceiling.Ours).NoteOf(ceiling.Note);
        return new(ceiling.Ours, ceiling.Ours, ceiling.Note, figure, ceiling.Below, figure < ceiling.Below);
    }
}

/// <param name="Rounds">In order, without the warm-up.</param>
internal sealed record ContenderRounds(string Name, IReadOnlyList<Round> Rounds)
{
    public double MedianPerSecond => Statistics.Median(Rounds.Select(round => round.PerSecond));

    public double MinPerSecond => Rounds.Min(round => round.PerSecond);

    public double MaxPerSecond => Rounds.Max(round => round.PerSecond);

    /// <summary>The medians of the rounds' notes.</summary>
    public IEnumerable<(string Name, double Value)> Notes => (Rounds[0].Notes?.Keys ?? []).Select(note => (note, NoteOf(note)));

    public double NoteOf(string note) => Statistics.Median(Rounds.Select(round => round.Notes![note]));
}

/// <summary>Whether a bar or a ceiling was reached.</summary>
/// <param name="Row">The contender in whose row the verdict is shown: the one that ours is compared with.</param>
/// <param name="Note">The note that has a ceiling. Null: the figure is a ratio of speeds.</param>
internal sealed record Verdict(string Row, string Ours, string? Note, double Figure, double Limit, bool IsReached);

internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
