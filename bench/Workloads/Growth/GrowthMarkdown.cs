using System.Globalization;
using System.Text;
using static Concert.Bench.Results.MarkdownTable;

namespace Concert.Bench.Workloads;

/// <summary>The tables of a growth run, in the form of docs/performance.md.</summary>
internal static class GrowthMarkdown
{
    private const int IdleRows = 8;

    private static readonly (string Title, string Note)[] Columns =
    [
        ("p50 ms of a call", "p50 ms"),
        ("p99 ms of a call", "p99 ms"),
        ("p50 ms of a purchase", "p50 ms of a purchase"),
        ("p99 ms of a purchase", "p99 ms of a purchase"),
        ("gateway µs", "gateway µs each"),
        ("silos µs", "silo µs each"),
        ("PostgreSQL µs", "postgres µs each"),
        ("MB of silos", "MB of silos"),
        ("MB of the gateway", "MB of the gateway"),
    ];

    public static string Of(string machine, IReadOnlyList<GrowthPoint> points, IdleResult? idle)
    {
        var text = new StringBuilder();
        if (points.Count > 0)
        {
            var roundCount = points[0].Ours.Rounds.Count;
            text.Append(CultureInfo.InvariantCulture, $"{machine}; medians of {roundCount} round{(roundCount == 1 ? "" : "s")}. ")
                .Append("µs are processor time for each purchase, MB the resident memory of the processes.\n");
        }

        if (points.Any(point => point.Part is not GrowthPart.Memory)) text.Append(JourneyReads.Text).Append('\n');

        AddPurchases(text, "silos", [.. points.Where(point => point.Part is GrowthPart.Silos)]);
        AddPurchases(text, "seats and users", [.. points.Where(point => point.Part is GrowthPart.Size)]);
        AddMemory(text, [.. points.Where(point => point.Part is GrowthPart.Memory)]);
        if (idle is not null) AddIdle(text, idle);
        return text.ToString();
    }

    private static void AddPurchases(StringBuilder text, string what, IReadOnlyList<GrowthPoint> points)
    {
        if (points.Count == 0) return;
        text.AddHead([what, "purchases a second", "least … most", .. Columns.Select(column => column.Title)], textColumns: 0);
        foreach (var point in points)
        {
            var notes = point.Ours.Notes.ToDictionary(note => note.Name, note => note.Value);
            text.AddRow([
                Whole(point.At),
                Whole(point.Ours.MedianPerSecond),
                $"{Whole(point.Ours.MinPerSecond)} … {Whole(point.Ours.MaxPerSecond)}",
                .. Columns.Select(column => notes.TryGetValue(column.Note, out var value) ? Figure(value) : ""),
            ]);
        }
    }

    private static void AddMemory(StringBuilder text, IReadOnlyList<GrowthPoint> points)
    {
        if (points.Count == 0) return;
        var kinds = points.Select(point => point.Ours.Name).Distinct().ToList();
        text.AddHead(["bytes each", .. kinds], textColumns: 0);
        foreach (var size in points.GroupBy(point => point.At))
        {
            // With a filter a kind may be missing.
            var bytes = size.ToDictionary(point => point.Ours.Name, point => Whole(point.Ours.NoteOf(Memory.BytesEach)));
            text.AddRow([$"{Whole(size.Key)} of each", .. kinds.Select(kind => bytes.GetValueOrDefault(kind, ""))]);
        }
    }

    private static void AddIdle(StringBuilder text, IdleResult idle)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{idle.EntityCount:N0} seats and wallets, and as many users in the queue. ")
            .Append(CultureInfo.InvariantCulture, $"Idle activations may be deactivated after {Of(idle.Used)} (the service's setting: {Of(idle.Own)}). ")
            .Append(CultureInfo.InvariantCulture, $"{(idle.IsGone ? "All of them left memory" : "NOT all of them left memory")}. ")
            .Append(CultureInfo.InvariantCulture, $"{idle.RestoredCount:N0} were read again and unchanged, in {idle.RestoredMs:N0} ms.\n");
        text.AddHead(["seconds after the load", .. idle.Samples[0].Active.Keys, "all activations", "MB alive"], textColumns: 0);
        text.AddRow(["before it", .. idle.Samples[0].Active.Keys.Select(_ => ""), "", Figure(idle.EmptyBytes / 1e6)]);
        // The first sample, the last, and some between them.
        var step = Math.Max(1, (int)Math.Ceiling((double)(idle.Samples.Count - 1) / IdleRows));
        foreach (var sample in idle.Samples.Where((_, i) => i % step == 0 || i == idle.Samples.Count - 1))
            text.AddRow([Figure(sample.Seconds), .. sample.Active.Values.Select(count => Whole(count)), Whole(sample.AllActive), Figure(sample.Bytes / 1e6)]);
    }

    private static string Of(CollectionTimes times) => $"{Of(times.Age)}, checked every {Of(times.Quantum)}";

    private static string Of(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? $"{Figure(time.TotalSeconds)} s"
        : $"{time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} min";
}
