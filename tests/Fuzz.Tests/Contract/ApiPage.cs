using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Concert.Contract;

/// <summary>The tables of docs/api.md that say more than the OpenAPI document: each code's status, and the headers of answers.</summary>
/// <param name="StatusOfCode">The HTTP status of each error code.</param>
/// <param name="AnswerHeaders">The headers that answers can have.</param>
/// <param name="BareStatuses">The statuses that the HTTP server answers without a body to what is no HTTP.</param>
internal sealed partial record ApiPage(
    ImmutableDictionary<string, int> StatusOfCode, ImmutableHashSet<string> AnswerHeaders, ImmutableHashSet<int> BareStatuses)
{
    // Kestrel's own, if the page has no table of them.
    private static readonly int[] UsualBareStatuses = [400, 405, 408, 414, 431, 505];

    public static ApiPage Read() => Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs/api.md")));

    public static ApiPage Parse(string page)
    {
        var bare = Table(page, "| status | request |").Select(row => StatusRow().Match(row)).Where(row => row.Success)
            .Select(row => StatusIn(row)).ToList();
        return new(
            Table(page, "| status | code |").Select(row => CodeRow().Match(row)).Where(row => row.Success)
                .ToImmutableDictionary(row => row.Groups["code"].Value, StatusIn),
            [.. Table(page, "| answer header |").Select(row => HeaderRow().Match(row)).Where(row => row.Success).Select(row => row.Groups["name"].Value)],
            [.. bare.Count > 0 ? bare.ToArray() : UsualBareStatuses]);
    }

    private static IEnumerable<string> Table(string page, string header) => page.Split('\n')
        .SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal))
        .TakeWhile(line => line.StartsWith('|'));

    private static int StatusIn(Match row) => int.Parse(row.Groups["status"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^\\| (?<status>[0-9]{3}) \\| `(?<code>[a-z_]+)` \\|")]
    private static partial Regex CodeRow();

    [GeneratedRegex("^\\| (?<status>[0-9]{3}) \\|")]
    private static partial Regex StatusRow();

    [GeneratedRegex("^\\| `(?<name>[A-Za-z-]+)` \\|")]
    private static partial Regex HeaderRow();
}
