using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Concert.Architecture;

/// <summary>The style that a compiler does not check (after TigerBeetle's tidy), and the arrows between projects.</summary>
public sealed partial class TidyTests
{
    private const int MaxFileLines = 300;
    private const int MaxMethodLines = 60;
    private const int MaxLineColumns = 140;
    private const int MaxTestLineColumns = 200;

    private static readonly string Root = FindRoot();

    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Grains.Interfaces"] = [],
        ["Grains"] = ["Grains.Interfaces"],
        ["Silo"] = ["Grains"],
        ["Api"] = ["Grains.Interfaces", "Silo"],
    };

    [Fact]
    public void Projects_know_only_those_that_the_design_lets_them_know()
    {
        foreach (var (project, allowed) in Arrows)
        {
            var references = XDocument.Load(Path.Combine(Root, project, $"{project}.csproj"))
                .Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Equal(allowed.Order(), references.Order());
        }
    }

    [Fact]
    public void Rules_know_neither_Orleans_nor_a_clock()
    {
        var offenders = Sources("Grains")
            .Where(file => PureFile().IsMatch(file.Name))
            .Where(file => ImpureWords().IsMatch(CodeOf(file)))
            .Select(file => file.Name);
        Assert.Empty(offenders);
    }

    [Fact]
    public void Files_methods_and_lines_stay_short()
    {
        var offenders = new List<string>();
        foreach (var file in AllSources())
        {
            var lines = File.ReadAllLines(file.FullName);
            if (lines.Length > MaxFileLines) offenders.Add($"{file.Name}: {lines.Length} lines");
            offenders.AddRange(lines.Index()
                .Where(line => line.Item.Length > (IsTest(file) ? MaxTestLineColumns : MaxLineColumns))
                .Select(line => $"{file.Name}:{line.Index + 1} is {line.Item.Length} columns"));
            offenders.AddRange(LongMethods(file.Name, lines));
        }

        Assert.Empty(offenders);
    }

    [Fact]
    public void Nothing_is_left_to_do()
    {
        var offenders = AllSources()
            .Where(file => file.Name != "TidyTests.cs")
            .Where(file => Leftovers().IsMatch(File.ReadAllText(file.FullName)))
            .Select(file => file.Name);
        Assert.Empty(offenders);
    }

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

    private static IEnumerable<FileInfo> AllSources() => Arrows.Keys.Concat(["bench", "tests"]).SelectMany(Sources).Concat(PageSources());

    // What is generated is as long as it is.
    private static IEnumerable<FileInfo> PageSources() => new[] { "*.ts", "*.tsx", "*.css" }
        .SelectMany(kind => new DirectoryInfo(Path.Combine(Root, "web", "src")).EnumerateFiles(kind, SearchOption.AllDirectories))
        .Where(file => file.Name != "schema.d.ts");

    private static IEnumerable<FileInfo> Sources(string project) =>
        new DirectoryInfo(Path.Combine(Root, project)).EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Where(file => !file.FullName.Contains("/obj/", StringComparison.Ordinal));

    // Tables of cases read best with a case on a line; so do the requests and contenders of the bench.
    private static bool IsTest(FileInfo file) =>
        file.FullName.Contains("/tests/", StringComparison.Ordinal) || file.FullName.Contains("/bench/", StringComparison.Ordinal);

    private static string CodeOf(FileInfo file) => string.Join(
        '\n', File.ReadLines(file.FullName).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Concert.Orleans.sln"))) directory = directory.Parent;
        return directory.FullName;
    }

    [GeneratedRegex(@"\b(Orleans|IGrain|await|Task|TimeProvider|UtcNow|Guid|Random|DbConnection)\b")]
    private static partial Regex ImpureWords();

    [GeneratedRegex("(Rules|State)\\.cs$")]
    private static partial Regex PureFile();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Leftovers();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\b|where ")]
    private static partial Regex TypeDeclaration();
}
