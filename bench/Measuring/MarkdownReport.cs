using System.Globalization;
using System.Text;

namespace Concert.Bench;

/// <summary>
/// The tables of docs/performance.md, written from the run itself: nobody copies a figure. A ratio is ours to the contender
/// beside it, ours being the first of the workload; of several bars against one contender each has a row.
/// </summary>
internal static class MarkdownReport
{
    // What a process spent is in the JSON; here are times and sizes.
    private const string ProcessorNote = "µs each";

    public static string Of(string machine, IReadOnlyList<Measurement> measurements)
    {
        // With one contender alone, workloads that do not have it measured nothing.
        measurements = [.. measurements.Where(measurement => measurement.Contenders.Count > 0)];
        var roundCount = measurements.Select(measurement => measurement.Contenders[0].Rounds.Count).DefaultIfEmpty().Max();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{machine}; medians of {roundCount} round{(roundCount == 1 ? "" : "s")}, ")
            .Append("after warming up (bench/README.md). *Ours to it* is the median of the ratios of each round.\n\n")
            .Append("| work | contender | median a second | least … most | ours to it | bar | reached |\n")
            .Append("| --- | --- | ---: | --- | ---: | ---: | --- |\n");
        foreach (var row in measurements.SelectMany(RowsOf)) text.Append(row).Append('\n');
        text.Append("\nLatencies and sizes of the same run (medians):\n\n| work | contender | |\n| --- | --- | --- |\n");
        foreach (var row in measurements.SelectMany(NoteRowsOf)) text.Append(row).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string> RowsOf(Measurement measurement)
    {
        var ours = measurement.Contenders[0];
        var work = $"{measurement.Workload.Name} ({measurement.Workload.Unit})";
        var verdicts = measurement.Verdicts.ToList();
        foreach (var contender in measurement.Contenders)
        {
            var verdict = verdicts.Find(it => it.Note is null && it.Row == contender.Name && it.Ours == ours.Name);
            yield return Row(
                work,
                contender.Name,
                Whole(contender.MedianPerSecond),
                $"{Whole(contender.MinPerSecond)} … {Whole(contender.MaxPerSecond)}",
                contender == ours ? "" : Ratio(Measurement.RatioOf(ours, contender)),
                verdict is null ? "" : Limit(verdict),
                Reached(verdict));
            work = "";
        }

        foreach (var verdict in verdicts.Where(it => it.Note is not null || it.Ours != ours.Name))
        {
            yield return verdict.Note is { } note
                ? Row($"{measurement.Workload.Name}: {note}", verdict.Row, Whole(verdict.Figure), "", "", Limit(verdict), Reached(verdict))
                : Row($"{measurement.Workload.Name}: {verdict.Ours}", verdict.Row, "", "", Ratio(verdict.Figure), Limit(verdict), Reached(verdict));
        }
    }

    private static IEnumerable<string> NoteRowsOf(Measurement measurement) =>
        from contender in measurement.Contenders
        let notes = contender.Notes.Where(note => !note.Name.EndsWith(ProcessorNote, StringComparison.Ordinal)).ToList()
        where notes.Count > 0
        select Row(measurement.Workload.Name, contender.Name, string.Join(", ", notes.Select(note => $"{note.Name} {Tenths(note.Value)}")));

    private static string Row(params ReadOnlySpan<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Reached(Verdict? verdict) => verdict is null ? "" : verdict.IsReached ? "yes" : "**no**";

    private static string Limit(Verdict verdict) => verdict.Note is null
        ? $"{verdict.Limit.ToString("0.##", CultureInfo.InvariantCulture)}×"
        : $"< {verdict.Limit.ToString("0.##", CultureInfo.InvariantCulture)}";

    private static string Ratio(double ratio) => $"{ratio.ToString(ratio < 10 ? "0.00" : "0", CultureInfo.InvariantCulture)}×";

    private static string Whole(double figure) => figure.ToString("N0", CultureInfo.InvariantCulture);

    private static string Tenths(double figure) => figure.ToString("N1", CultureInfo.InvariantCulture);
}
