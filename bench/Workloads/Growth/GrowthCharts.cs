namespace Concert.Bench.Workloads;

/// <summary>The plots of the parts that were measured, with the names of their files.</summary>
internal static class GrowthCharts
{
    private static readonly (string Name, string Note)[] CallTimes = [("p50", "p50 ms"), ("p99", "p99 ms")];

    private static readonly (string Name, string Note)[] Processors =
        [("gateway", "gateway µs each"), ("silos", "silo µs each"), ("PostgreSQL", "postgres µs each")];

    public static IEnumerable<(string File, Chart Chart)> Of(IReadOnlyList<GrowthPoint> points, IdleResult? idle) =>
    [
        .. Purchases(points, GrowthPart.Silos, "silos", "by number of silos", new("silo processes, on one machine"), hasBars: true),
        .. Purchases(points, GrowthPart.Size, "size", "by seats and users", new("seats of the concert, and users", IsLogarithmic: true), hasBars: false),
        .. MemoryOf([.. points.Where(point => point.Part is GrowthPart.Memory)]),
        .. idle is null ? [] : Idle(idle),
    ];

    private static IEnumerable<(string File, Chart Chart)> Purchases(
        IReadOnlyList<GrowthPoint> all, GrowthPart part, string file, string by, Axis x, bool hasBars)
    {
        List<GrowthPoint> points = [.. all.Where(point => point.Part == part)];
        if (points.Count == 0) yield break;
        var speed = new Series("purchases", [.. points.Select(point => new Point(point.At, point.Ours.MedianPerSecond))]);
        yield return ($"growth-{file}-speed.svg", new($"Whole purchases, {by}", x, new("purchases a second"), [speed]) { HasBars = hasBars });
        yield return ($"growth-{file}-latency.svg", new($"A call of a purchase, {by}", x, new("ms"), Noted(points, CallTimes)) { HasBars = hasBars });
        yield return ($"growth-{file}-processor.svg", new($"Processor time, {by}", x, new("µs for each purchase"), Noted(points, Processors)) { HasBars = true });
    }

    private static IEnumerable<(string File, Chart Chart)> MemoryOf(IReadOnlyList<GrowthPoint> points)
    {
        if (points.Count == 0) yield break;
        var series = points.GroupBy(point => point.Ours.Name).Select(kind => new Series(
            kind.Key, [.. kind.Select(point => new Point(point.At, point.Ours.NoteOf(Memory.BytesEach)))])).ToList();
        yield return ("growth-memory.svg", new(
            "Memory of what is active, by how many are", new("of each kind", IsLogarithmic: true), new("bytes each", IsLogarithmic: true), series));
    }

    private static IEnumerable<(string File, Chart Chart)> Idle(IdleResult idle)
    {
        var x = new Axis($"seconds after the load (deactivated after {idle.Used.Age.TotalSeconds:0.#} without a call)");
        yield return ("growth-idle-active.svg", new("Active after the load", x, new("activations"),
            [Of("seats", sample => sample.Active["seats"]), Of("wallets", sample => sample.Active["wallets"])]));
        yield return ("growth-idle-memory.svg", new("Live heap after the load", x, new("MB"),
            [Of("alive", sample => sample.Bytes / 1e6), Of("before the load", _ => idle.EmptyBytes / 1e6)]));

        Series Of(string name, Func<IdleSample, double> value) =>
            new(name, [.. idle.Samples.Select(sample => new Point(sample.Seconds, value(sample)))]);
    }

    // PostgreSQL's time is missing for a server that is not the bench's own.
    private static List<Series> Noted(List<GrowthPoint> points, (string Name, string Note)[] notes) =>
        [.. notes.Where(note => points[0].Ours.Notes.Any(it => it.Name == note.Note)).Select(note =>
            new Series(note.Name, [.. points.Select(point => new Point(point.At, point.Ours.NoteOf(note.Note)))]))];
}
