using System.Globalization;
using System.Text;

namespace Concert.Bench.Results;

/// <summary>
/// The tables of docs/performance.md, written by the run itself so that no figure is copied by hand. A ratio is that of ours, the
/// workload's first contender, to the contender of the row. Bars of other contenders have rows of their own.
/// </summary>
internal static class MarkdownReport
{
    // Processor times are in the JSON report; the tables hold times and sizes.
    private const string ProcessorNote = "µs each";

    public static string Of(string machine, IReadOnlyList<Measurement> measurements)
    {
        // With --contender, workloads that do not have that contender measured nothing.
        measurements = [.. measurements.Where(measurement => measurement.Contenders.Count > 0)];
        var roundCount = measurements.Select(measurement => measurement.Contenders[0].Rounds.Count).DefaultIfEmpty().Max();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{machine}; medians of {roundCount} round{(roundCount == 1 ? "" : "s")}, ")
            .Append("after warming up (bench/README.md). *Ours to it* is the median of the ratios of each round.\n\n")
            .Append("| work | contender | median a second | least … most | ours to it | bar | reached |\n")
            .Append("| --- | --- | ---: | --- | ---: | ---: | --- |\n");
        foreach (var row in measurements.SelectMany(RowsOf)) text.AddRow(row);
        text.Append("\nLatencies and sizes of the same run (medians):\n\n| work | contender | |\n| --- | --- | --- |\n");
        foreach (var row in measurements.SelectMany(NoteRowsOf)) text.AddRow(row);
        return text.ToString();
    }

    private static IEnumerable<string[]> RowsOf(Measurement measurement)
    {
        var ours = measurement.Contenders[0];
        var work = $"{measurement.Workload.Name} ({measurement.Workload.Unit})";
        var verdicts = measurement.Verdicts.ToList();
        foreach (var contender in measurement.Contenders)
        {
            var verdict = verdicts.Find(it => it.Note is null && it.Row == contender.Name && it.Ours == ours.Name);
            yield return
            [
                work,
                contender.Name,
                MarkdownTable.Whole(contender.MedianPerSecond),
                $"{MarkdownTable.Whole(contender.MinPerSecond)} … {MarkdownTable.Whole(contender.MaxPerSecond)}",
                contender == ours ? "" : Ratio(Measurement.RatioOf(ours, contender)),
                verdict is null ? "" : Limit(verdict),
                verdict is null ? "" : Reached(verdict),
            ];
            work = "";
        }

        foreach (var verdict in verdicts.Where(it => it.Note is not null || it.Ours != ours.Name))
        {
            yield return
            [
                $"{measurement.Workload.Name}: {verdict.Note ?? verdict.Ours}",
                verdict.Row,
                verdict.Note is null ? "" : MarkdownTable.Whole(verdict.Figure),
                "",
                verdict.Note is null ? Ratio(verdict.Figure) : "",
                Limit(verdict),
                Reached(verdict),
            ];
        }
    }

    private static IEnumerable<string[]> NoteRowsOf(Measurement measurement) =>
        from contender in measurement.Contenders
        let notes = contender.Notes.Where(note => !note.Name.EndsWith(ProcessorNote, StringComparison.Ordinal)).ToList()
        where notes.Count > 0
        select (string[])[measurement.Workload.Name, contender.Name, string.Join(", ", notes.Select(note => $"{note.Name} {Tenths(note.Value)}"))];

    private static string Reached(Verdict verdict) => verdict.IsReached ? "yes" : "**no**";

    private static string Limit(Verdict verdict)
    {
        var limit = verdict.Limit.ToString("0.##", CultureInfo.InvariantCulture);
        return verdict.Note is null ? $"{limit}×" : $"< {limit}";
    }

    private static string Ratio(double ratio) => $"{ratio.ToString(ratio < 10 ? "0.00" : "0", CultureInfo.InvariantCulture)}×";

    private static string Tenths(double figure) => figure.ToString("N1", CultureInfo.InvariantCulture);
}
