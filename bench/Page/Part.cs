namespace Concert.Bench.Page;

/// <summary>What the visitor does meanwhile, and whether others buy.</summary>
/// <param name="Name">As the tables have it.</param>
/// <param name="IsLoaded">Whether the load tool takes seats.</param>
internal sealed record Part(string Name, bool IsLoaded)
{
    public const string Whole = "still, the whole map";
    public const string Moving = "panned and zoomed all the time";
    public const string Close = "still, close";

    /// <summary>The list in place of the map, on a phone.</summary>
    public const string List = "the list";
}

/// <param name="Seconds">How long it was watched.</param>
/// <param name="LongestTaskMs">Of one task of the page's main thread, in its processor time.</param>
/// <param name="MainSeconds">Of the page's main thread's processor time: by what the browser calls it.</param>
/// <param name="Shares">Of a core.</param>
/// <param name="KnownAfter">Milliseconds from an answer until the page showed it; only where the row was in view.</param>
/// <param name="MissedCount">Answers that the page never showed.</param>
internal sealed record PartFigures(
    Part Part,
    double Seconds,
    Seen Seen,
    double LongestTaskMs,
    IReadOnlyDictionary<string, double> MainSeconds,
    ProcessorTimes Shares,
    IReadOnlyList<double> KnownAfter,
    int MissedCount)
{
    public const double FrameBarMs = 50;
    public const double KnownBarMs = 500;

    public int SlowFrameCount => Seen.Frames.Count(frame => frame > FrameBarMs);

    /// <summary>Milliseconds of the main thread's processor time in a second: scripts, and all of it.</summary>
    public double ScriptMs => MainSeconds["ScriptDuration"] * 1000 / Seconds;

    public double TaskMs => MainSeconds["TaskDuration"] * 1000 / Seconds;

    public double UpdatesPerSecond => Seen.Updates / Seconds;

    /// <summary>NaN: there were none.</summary>
    public static double Percentile(IEnumerable<double> figures, double percent)
    {
        var sorted = figures.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * percent / 100) - 1, 0, sorted.Length - 1)];
    }
}
