namespace Concert.Bench.Workloads;

/// <summary>Everything that a run of the pace measured. One of the lists has content, by the options of the run.</summary>
internal sealed record PaceReport(
    IReadOnlyList<PaceFigures> Rounds, IReadOnlyList<HighestRate> Highest, IReadOnlyList<ColdFigures> Cold);

/// <param name="UsersPerSecond">The highest rate that was served. Null: not even the lowest that was tried.</param>
/// <param name="StoppedBecause">Why a higher rate could not be judged: the generator was the bottleneck. Null: a higher one failed.</param>
internal sealed record HighestRate(string Contender, double? UsersPerSecond, string? StoppedBecause, IReadOnlyList<PaceFigures> Tried);

/// <summary>The first purchases after a start, and the same when warm. Microseconds of processor time for one purchase.</summary>
/// <param name="Mode">How users come: at a rate, or in a closed loop.</param>
/// <param name="Cold">Of each start, by kind of process.</param>
/// <param name="Warm">Of each round after the warm-up, by kind of process.</param>
internal sealed record ColdFigures(
    string Contender,
    string Mode,
    IReadOnlyList<IReadOnlyDictionary<string, double>> Cold,
    IReadOnlyList<IReadOnlyDictionary<string, double>> Warm)
{
    public double ColdAll => Statistics.Median(Cold.Select(processes => processes.Values.Sum()));

    public double WarmAll => Statistics.Median(Warm.Select(processes => processes.Values.Sum()));

    public double Ratio => ColdAll / WarmAll;
}
