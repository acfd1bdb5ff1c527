using System.Text.RegularExpressions;

namespace Concert.Docs;

/// <summary>One table of a Markdown page, with the nearest heading above it.</summary>
internal sealed partial record DocumentTable(string Heading, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>All tables of <paramref name="page"/>, a path below the root of the repository. Fenced code is skipped.</summary>
    public static IReadOnlyList<DocumentTable> ReadAll(string page)
    {
        var tables = new List<DocumentTable>();
        var (heading, isCode, isInTable) = ("", false, false);
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, page)))
        {
            var wasInTable = isInTable;
            if (line.StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
            isInTable = !isCode && line.StartsWith('|');
            if (!isCode && line.StartsWith('#')) heading = line.TrimStart('#').Trim();
            if (!isInTable) continue;
            if (!wasInTable) tables.Add(new(heading, CellsOf(line), new List<IReadOnlyList<string>>()));
            else if (!Ruler().IsMatch(line)) ((List<IReadOnlyList<string>>)tables[^1].Rows).Add(CellsOf(line));
        }

        return tables;
    }

    /// <summary>The names that stand between backticks in a cell.</summary>
    public static string[] NamesIn(string cell) => [.. Quoted().Matches(cell).Select(name => name.Groups[1].Value)];

    // No cell of ours has a bar of its own.
    private static string[] CellsOf(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[\s|:-]+$")]
    private static partial Regex Ruler();
}
