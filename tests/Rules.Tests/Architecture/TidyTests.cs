using System.Text.RegularExpressions;

namespace Concert.Architecture;

/// <summary>The style that a compiler does not check, after TigerBeetle's tidy.</summary>
public sealed partial class TidyTests
{
    private const int MaxFileLines = 300;
    private const int MaxMethodLines = 60;
    private const int MaxLineColumns = 140;
    private const int MaxTestLineColumns = 200;

    [Fact]
    public void Files_methods_and_lines_stay_short()
    {
        var offenders = new List<string>();
        foreach (var file in AllSources())
        {
            var lines = File.ReadAllLines(Path.Combine(SourceTree.Root, file));
            if (lines.Length > MaxFileLines) offenders.Add($"{file}: {lines.Length} lines");
            offenders.AddRange(lines.Index()
                .Where(line => line.Item.Length > (IsTestOrBench(file) ? MaxTestLineColumns : MaxLineColumns))
                .Select(line => $"{file}:{line.Index + 1} is {line.Item.Length} columns"));
            offenders.AddRange(LongMethods(file, lines));
        }

        Offenders.AssertNone(offenders);
    }

    [Fact]
    public void Nothing_is_left_to_do() =>
        Assert.DoesNotContain(
            AllSources().Where(file => Path.GetFileName(file) != "TidyTests.cs"), file => Leftovers().IsMatch(SourceTree.Read(file)));

    // A method of a type starts at one level of indentation and ends with its brace there.
    private static IEnumerable<string> LongMethods(string name, string[] lines)
    {
        var start = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == "    {" && i > 0 && !TypeDeclaration().IsMatch(lines[i - 1])) start = i;
            if (lines[i] != "    }" || start < 0) continue;
            if (i - start > MaxMethodLines) yield return $"{name}:{start} is {i - start} lines long";
            start = -1;
        }
    }

    // schema.d.ts is generated, and as long as the API's document makes it.
    private static IEnumerable<string> AllSources() => SourceTree.CSharp.Select(file => file.Path)
        .Concat(SourceTree.Files("web/src", "*.ts", "*.tsx", "*.css").Where(file => Path.GetFileName(file) != "schema.d.ts"));

    // A table reads best with one case on each line: the cases of tests, the requests and contenders of the bench.
    private static bool IsTestOrBench(string file) =>
        file.StartsWith("tests/", StringComparison.Ordinal) || file.StartsWith("bench/", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Leftovers();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\b|where ")]
    private static partial Regex TypeDeclaration();
}
