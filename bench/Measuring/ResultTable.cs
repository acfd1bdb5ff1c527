using System.Globalization;
using Spectre.Console;

namespace Concert.Bench;

/// <summary>The one table at the end.</summary>
internal static class ResultTable
{
    private const int WidthOfFiles = 150;

    public static void Write(IAnsiConsole console, IReadOnlyList<Measurement> measurements)
    {
        if (Console.IsOutputRedirected) console.Profile.Width = WidthOfFiles;
        var table = new Table()
            .Border(Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded)
            .AddColumn("workload")
            .AddColumn("contender")
            .AddColumn(new TableColumn("median/s").RightAligned())
            .AddColumn(new TableColumn("min..max").RightAligned())
            .AddColumn(new TableColumn("ours to it").RightAligned())
            .AddColumn(new TableColumn("bar").RightAligned())
            .AddColumn("reached")
            .AddColumn("notes (medians)");
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
                Of(contender.MedianPerSecond),
                $"{Of(contender.MinPerSecond)}..{Of(contender.MaxPerSecond)}",
                Lines(verdicts, FigureOf),
                Lines(verdicts, LimitOf),
                Lines(verdicts, verdict => verdict.IsReached ? "yes" : "NO"),
                string.Join(", ", contender.Notes.Select(note => $"{note.Name} {Of(note.Value)}")),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
            name = "";
        }
    }

    private static string Lines(List<Verdict> verdicts, Func<Verdict, string> text) => string.Join('\n', verdicts.Select(text));

    private static string FigureOf(Verdict verdict) =>
        verdict.Note is { } note ? $"{note} {Of(verdict.Figure)}" : $"{Of(verdict.Figure)}×";

    private static string LimitOf(Verdict verdict) => verdict.Note is null ? $"{Of(verdict.Limit)}×" : $"< {Of(verdict.Limit)}";

    private static string Of(double figure) =>
        figure.ToString(Math.Abs(figure) < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}
