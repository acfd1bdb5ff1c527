using System.Globalization;
using System.Text;

namespace Concert.Bench.Growth;

/// <summary>The tables of a growth run, as docs/performance.md has them.</summary>
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
            var roundCount = points[0].Measurement.Contenders[0].Rounds.Count;
            text.Append(CultureInfo.InvariantCulture, $"{machine}; medians of {roundCount} round{(roundCount == 1 ? "" : "s")}. ")
                .Append("µs are processor time for each purchase, MB what the processes occupy.\n");
        }

        AddPurchases(text, "silos", [.. points.Where(point => point.Part is GrowthPart.Silos)]);
        AddPurchases(text, "seats and users", [.. points.Where(point => point.Part is GrowthPart.Size)]);
        AddMemory(text, [.. points.Where(point => point.Part is GrowthPart.Memory)]);
        if (idle is not null) AddIdle(text, idle);
        return text.ToString();
    }

    private static void AddPurchases(StringBuilder text, string what, IReadOnlyList<GrowthPoint> points)
    {
        if (points.Count == 0) return;
        AddHead(text, [what, "purchases a second", "least … most", .. Columns.Select(column => column.Title)]);
        foreach (var point in points)
        {
            var rounds = point.Measurement.Contenders[0];
            var notes = rounds.Notes.ToDictionary(note => note.Name, note => note.Value);
            AddRow(text, [
                Whole(point.At),
                Whole(rounds.MedianPerSecond),
                $"{Whole(rounds.MinPerSecond)} … {Whole(rounds.MaxPerSecond)}",
                .. Columns.Select(column => notes.TryGetValue(column.Note, out var value) ? Figure(value) : ""),
            ]);
        }
    }

    private static void AddMemory(StringBuilder text, IReadOnlyList<GrowthPoint> points)
    {
        if (points.Count == 0) return;
        var kinds = points.Select(point => point.Measurement.Contenders[0].Name).Distinct().ToList();
        AddHead(text, ["bytes each", .. kinds]);
        foreach (var size in points.GroupBy(point => point.At))
        {
            var rounds = size.Select(point => point.Measurement.Contenders[0]).ToDictionary(kind => kind.Name);
            // With a filter there may be a kind less.
            AddRow(text, [$"{Whole(size.Key)} of each", .. kinds.Select(kind => rounds.TryGetValue(kind, out var its) ? Whole(its.NoteOf(Memory.BytesEach)) : "")]);
        }
    }

    private static void AddIdle(StringBuilder text, IdleResult idle)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{idle.EntityCount:N0} seats and wallets, and as many users in line; ")
            .Append(CultureInfo.InvariantCulture, $"they may go after {Of(idle.Used)} (the service as it is set: {Of(idle.Own)}). ")
            .Append(CultureInfo.InvariantCulture, $"{(idle.IsGone ? "All of them left memory" : "NOT all of them left memory")}. ")
            .Append(CultureInfo.InvariantCulture, $"{idle.RestoredCount:N0} asked for again were as they had been, in {idle.RestoredMs:N0} ms.\n");
        AddHead(text, ["seconds after the load", .. idle.Samples[0].Active.Keys, "all activations", "MB alive"]);
        AddRow(text, ["before it", .. idle.Samples[0].Active.Keys.Select(_ => ""), "", Figure(idle.EmptyBytes / 1e6)]);
        // The first, the last, and some between.
        var step = Math.Max(1, (int)Math.Ceiling((double)(idle.Samples.Count - 1) / IdleRows));
        foreach (var sample in idle.Samples.Where((_, i) => i % step == 0 || i == idle.Samples.Count - 1))
        {
            AddRow(text, [
                Figure(sample.Seconds), .. sample.Active.Values.Select(count => Whole(count)), Whole(sample.AllActive), Figure(sample.Bytes / 1e6),
            ]);
        }
    }

    private static void AddHead(StringBuilder text, IReadOnlyCollection<string> titles)
    {
        text.Append('\n');
        AddRow(text, titles);
        AddRow(text, [.. titles.Select(_ => "---:")]);
    }

    private static void AddRow(StringBuilder text, IReadOnlyCollection<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Of(CollectionTimes times) => $"{Of(times.Age)}, looked at every {Of(times.Quantum)}";

    private static string Of(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? $"{Figure(time.TotalSeconds)} s"
        : $"{time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} min";

    private static string Whole(double figure) => figure.ToString("N0", CultureInfo.InvariantCulture);

    private static string Figure(double figure) => figure.ToString(figure < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}
