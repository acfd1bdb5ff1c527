namespace Concert.Bench.Workloads;

/// <summary>
/// Searches the highest rate that a contender serves: by a quarter upwards until one fails, or by halves downwards until one is served.
/// Then it halves the interval between the highest rate that was served and the lowest that failed. A rate has failed when it failed
/// three times: other work on the machine may disturb a round, and it makes a tail longer, never shorter.
/// </summary>
internal sealed class RateSearch
{
    private const double Up = 1.25;
    private const double Down = 0.5;
    private const int Tries = 3;
    private const double FirstRate = 200;
    private const double LowestRate = 20;
    private const double HighestRate = 20_000;
    private const int Halvings = 3;

    private double? _failed;
    private int _failures;
    private int _halvings;

    /// <summary>The rate to try. Null: the search is over.</summary>
    public double? Next { get; private set; } = FirstRate;

    /// <summary>The highest rate that was served. Null: not even the lowest was.</summary>
    public double? Highest { get; private set; }

    public void Record(bool isServed)
    {
        if (Next is not { } rate) throw new InvalidOperationException("The search is over.");
        if (!isServed && ++_failures < Tries) return;
        _failures = 0;
        if (isServed) Highest = rate;
        else _failed = rate;
        Next = (Highest, _failed) switch
        {
            (null, _) => Within(rate * Down),
            (_, null) => Within(rate * Up),
            ({ } low, { } high) => _halvings++ < Halvings ? Math.Round((low + high) / 2) : null,
        };
    }

    /// <summary>Ends the search: the rate cannot be judged, because the generator was the bottleneck.</summary>
    public void Stop() => Next = null;

    private static double? Within(double rate) => Math.Round(rate) is var whole and >= LowestRate and <= HighestRate ? whole : null;
}
