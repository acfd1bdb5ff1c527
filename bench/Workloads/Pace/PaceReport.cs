namespace Concert.Bench.Workloads;

/// <summary>Everything that a run of the pace measured. One of the lists has content, by the options of the run.</summary>
internal sealed record PaceReport(
    IReadOnlyList<PaceFigures> Rounds, IReadOnlyList<HighestRate> Highest, IReadOnlyList<ColdFigures> Cold);

/// <param name="UsersPerSecond">The highest rate that was served. Null: not even the lowest that was tried.</param>
/// <param name="StoppedBecause">Why a higher rate could not be judged: the generator was the bottleneck. Null: a higher one failed.</param>
internal sealed record HighestRate(string Contender, double? UsersPerSecond, string? StoppedBecause, IReadOnlyList<PaceFigures> Tried);

/// <summary>The first purchases after a start, and the same when warm.</summary>
/// <param name="Mode">How users come: at a rate, or in a closed loop.</param>
/// <param name="Cold">Of each start.</param>
/// <param name="Warm">Of each round after the warm-up.</param>
internal sealed record ColdFigures(string Contender, string Mode, IReadOnlyList<ColdRound> Cold, IReadOnlyList<ColdRound> Warm)
{
    public double ColdAll => Statistics.Median(Cold.Select(round => round.AllProcessor));

    public double WarmAll => Statistics.Median(Warm.Select(round => round.AllProcessor));

    public double Ratio => ColdAll / WarmAll;
}

/// <param name="Processor">Microseconds for one purchase, by kind of process.</param>
/// <param name="ReserveP99Ms">Null: users came in a closed loop.</param>
internal sealed record ColdRound(IReadOnlyDictionary<string, double> Processor, double? ReserveP99Ms = null)
{
    public double AllProcessor => Processor.Values.Sum();
}
