using System.Globalization;
using Spectre.Console;

namespace Concert.Bench.Results;

/// <summary>The table at the end of a run of all workloads.</summary>
internal static class ResultTable
{
    private const int WidthOfFiles = 150;

    public static void Write(IAnsiConsole console, IReadOnlyList<Measurement> measurements)
    {
        if (Console.IsOutputRedirected) console.Profile.Width = WidthOfFiles;
        var table = new Table().Border(Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded).AddColumns("workload", "contender");
        foreach (var name in new[] { "median/s", "min..max", "ours to it", "bar" }) table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumns("reached", "notes (medians)");
        foreach (var measurement in measurements)
        {
            AddRows(table, measurement);
            table.AddEmptyRow();
        }

        console.Write(table);
    }

    private static void AddRows(Table table, Measurement measurement)
    {
        var name = $"{measurement.Workload.Name} ({measurement.Workload.Unit})";
        foreach (var contender in measurement.Contenders)
        {
            var verdicts = measurement.Verdicts.Where(verdict => verdict.Row == contender.Name).ToList();
            string[] cells =
            [
                name,
                contender.Name,
                Text(contender.MedianPerSecond),
                $"{Text(contender.MinPerSecond)}..{Text(contender.MaxPerSecond)}",
                Lines(verdicts, verdict => verdict.Note is { } note ? $"{note} {Text(verdict.Figure)}" : $"{Text(verdict.Figure)}×"),
                Lines(verdicts, verdict => verdict.Note is null ? $"{Text(verdict.Limit)}×" : $"< {Text(verdict.Limit)}"),
                Lines(verdicts, verdict => verdict.IsReached ? "yes" : "NO"),
                string.Join(", ", contender.Notes.Select(note => $"{note.Name} {Text(note.Value)}")),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
            name = "";
        }
    }

    private static string Lines(List<Verdict> verdicts, Func<Verdict, string> text) => string.Join('\n', verdicts.Select(text));

    private static string Text(double figure) => figure.ToString(Math.Abs(figure) < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}
