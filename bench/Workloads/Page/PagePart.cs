namespace Concert.Bench.Workloads;

/// <summary>What the visitor does while the page is observed.</summary>
/// <param name="Name">As in the tables.</param>
/// <param name="IsLoaded">Whether the load tool's users buy at the same time.</param>
internal sealed record PagePart(string Name, bool IsLoaded)
{
    public const string Whole = "still, the whole map";
    public const string Moving = "panned and zoomed all the time";
    public const string Close = "still, close";

    /// <summary>The list of seats, which a phone shows in place of the map.</summary>
    public const string List = "the list";
}

/// <param name="Seconds">How long the page was observed.</param>
/// <param name="LongestTaskMs">Processor time of the longest task of the page's main thread.</param>
/// <param name="MainSeconds">Processor time of the page's main thread, by the browser's names.</param>
/// <param name="Shares">Of a core.</param>
/// <param name="ShownAfter">Milliseconds from an answer until the page showed it. Empty where the row was not in view.</param>
/// <param name="MissedCount">Answers that the page never showed.</param>
internal sealed record PartFigures(
    PagePart Part,
    double Seconds,
    PageEvents Events,
    double LongestTaskMs,
    IReadOnlyDictionary<string, double> MainSeconds,
    ProcessorTimes Shares,
    IReadOnlyList<double> ShownAfter,
    int MissedCount)
{
    public const double FrameBarMs = 50;
    public const double ShownBarMs = 500;

    public int SlowFrameCount => Events.Frames.Count(frame => frame > FrameBarMs);

    /// <summary>Milliseconds of the main thread's processor time per second, of scripts.</summary>
    public double ScriptMs => MainSeconds["ScriptDuration"] * 1000 / Seconds;

    /// <summary>Milliseconds of the main thread's processor time per second, of everything.</summary>
    public double TaskMs => MainSeconds["TaskDuration"] * 1000 / Seconds;

    public double UpdatesPerSecond => Events.Updates / Seconds;

    /// <summary>NaN: there are no figures.</summary>
    public static double Percentile(IEnumerable<double> figures, double percent)
    {
        var sorted = figures.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * percent / 100) - 1, 0, sorted.Length - 1)];
    }
}
