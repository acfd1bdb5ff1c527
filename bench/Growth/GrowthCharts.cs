using Concert.Bench.Charts;

namespace Concert.Bench.Growth;

/// <summary>The plots of a growth run, by their files' names: of the parts that were measured.</summary>
internal static class GrowthCharts
{
    private const double Megabyte = 1e6;

    private static readonly (string Name, string Note)[] CallTimes = [("p50", "p50 ms"), ("p99", "p99 ms")];

    private static readonly (string Name, string Note)[] Processors =
        [("gateway", "gateway µs each"), ("silos", "silo µs each"), ("PostgreSQL", "postgres µs each")];

    public static IEnumerable<(string File, Chart Chart)> Of(IReadOnlyList<GrowthPoint> points, IdleResult? idle) =>
        Silos([.. points.Where(point => point.Part is GrowthPart.Silos)])
            .Concat(Sizes([.. points.Where(point => point.Part is GrowthPart.Size)]))
            .Concat(MemoryOf([.. points.Where(point => point.Part is GrowthPart.Memory)]))
            .Concat(idle is null ? [] : Idle(idle));

    private static IEnumerable<(string File, Chart Chart)> Silos(IReadOnlyList<GrowthPoint> points)
    {
        if (points.Count == 0) yield break;
        var x = new Axis("silo processes, on one machine");
        yield return ("growth-silos-speed.svg", new("Whole purchases, by number of silos", x, new("purchases a second"), [Speed(points)]) { HasBars = true });
        yield return ("growth-silos-latency.svg", new("A call of a purchase, by number of silos", x, new("ms"), Noted(points, CallTimes)) { HasBars = true });
        yield return ("growth-silos-processor.svg", new("Processor time, by number of silos", x, new("µs for each purchase"), Noted(points, Processors)) { HasBars = true });
    }

    private static IEnumerable<(string File, Chart Chart)> Sizes(IReadOnlyList<GrowthPoint> points)
    {
        if (points.Count == 0) yield break;
        var x = new Axis("seats of the concert, and users", IsLogarithmic: true);
        yield return ("growth-size-speed.svg", new("Whole purchases, by seats and users", x, new("purchases a second"), [Speed(points)]));
        yield return ("growth-size-latency.svg", new("A call of a purchase, by seats and users", x, new("ms"), Noted(points, CallTimes)));
        yield return ("growth-size-processor.svg", new("Processor time, by seats and users", x, new("µs for each purchase"), Noted(points, Processors)) { HasBars = true });
    }

    private static IEnumerable<(string File, Chart Chart)> MemoryOf(IReadOnlyList<GrowthPoint> points)
    {
        if (points.Count == 0) yield break;
        var series = points.GroupBy(point => Ours(point).Name).Select(kind => new Series(
            kind.Key, [.. kind.Select(point => new Point(point.At, Ours(point).NoteOf(Memory.BytesEach)))])).ToList();
        yield return ("growth-memory.svg", new(
            "Memory of what is active, by how many are", new("of each kind", IsLogarithmic: true), new("bytes each", IsLogarithmic: true), series));
    }

    private static IEnumerable<(string File, Chart Chart)> Idle(IdleResult idle)
    {
        var x = new Axis($"seconds after the load (they may go after {idle.Used.Age.TotalSeconds:0.#} without a call)");
        string[] kinds = ["seats", "wallets"];
        yield return ("growth-idle-active.svg", new("Active after the load", x, new("activations"), [.. kinds.Select(kind =>
            new Series(kind, [.. idle.Samples.Select(sample => new Point(sample.Seconds, sample.Active[kind]))]))]));
        yield return ("growth-idle-memory.svg", new("Live heap after the load", x, new("MB"),
        [
            new("alive", [.. idle.Samples.Select(sample => new Point(sample.Seconds, sample.Bytes / Megabyte))]),
            new("before the load", [.. idle.Samples.Select(sample => new Point(sample.Seconds, idle.EmptyBytes / Megabyte))]),
        ]));
    }

    private static Series Speed(IReadOnlyList<GrowthPoint> points) =>
        new("purchases", [.. points.Select(point => new Point(point.At, Ours(point).MedianPerSecond))]);

    // PostgreSQL's time is known where it is the bench's own.
    private static List<Series> Noted(IReadOnlyList<GrowthPoint> points, (string Name, string Note)[] notes) =>
        [.. notes.Where(note => Ours(points[0]).Notes.Any(it => it.Name == note.Note)).Select(note =>
            new Series(note.Name, [.. points.Select(point => new Point(point.At, Ours(point).NoteOf(note.Note)))]))];

    private static ContenderRounds Ours(GrowthPoint point) => point.Measurement.Contenders[0];
}
