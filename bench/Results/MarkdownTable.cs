using System.Globalization;
using System.Text;

namespace Concert.Bench.Results;

/// <summary>Tables and figures of Markdown reports.</summary>
internal static class MarkdownTable
{
    /// <param name="text">Where to write.</param>
    /// <param name="titles">The first <paramref name="textColumns"/> columns are aligned left, the rest right.</param>
    /// <param name="textColumns">How many columns hold text.</param>
    public static void AddHead(this StringBuilder text, IReadOnlyList<string> titles, int textColumns) =>
        text.Append('\n').AddRow(titles).AddRow([.. titles.Select((_, i) => i < textColumns ? "---" : "---:")]);

    public static StringBuilder AddRow(this StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    public static string Whole(double figure) => figure.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With one digit after the point below 100.</summary>
    public static string Figure(double figure) => figure.ToString(figure < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}
