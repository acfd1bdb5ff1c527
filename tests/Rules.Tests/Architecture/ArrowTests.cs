using System.Xml.Linq;

namespace Concert.Architecture;

/// <summary>Which projects and folders may use which.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Grains.Interfaces"] = [],
        ["Grains"] = ["Grains.Interfaces"],
        ["Silo"] = ["Grains"],
        ["Api"] = ["Grains.Interfaces", "Silo"],
    };

    public static TheoryData<string> Projects => [.. Arrows.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_those_that_the_design_allows(string project)
    {
        var references = XDocument.Parse(SourceTree.Read($"{project}/{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Equal(Arrows[project].Order(), references.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_folders_of_a_project_use_each_other_without_a_cycle(string project) =>
        Offenders.AssertNone(new FolderGraph([.. SourceTree.Project(project)]).Cycles());

    [Fact]
    public void The_gateway_uses_the_silos_settings_and_hosting_and_nothing_else_of_it() =>
        Offenders.AssertNone(Uses("Api", SourceTree.Project("Silo").Where(file => file.Folder.Split('/')[0] is not ("Settings" or "Hosting"))));

    // Silo's reference to Grains reaches Api as well, and the compiler does not stop its use.
    [Fact]
    public void The_gateway_uses_the_options_of_the_grains_project_and_nothing_else_of_it() =>
        Offenders.AssertNone(Uses("Api", SourceTree.Project("Grains").Where(file => !file.Name.EndsWith("Options.cs", StringComparison.Ordinal))));

    [Fact]
    public void A_cycle_is_reported_with_a_use_of_each_of_its_arrows()
    {
        SourceFile[] files =
        [
            SourceFile.Of("P/A/One.cs", "class One { Two two; }"),
            SourceFile.Of("P/B/Two.cs", "class Two { void M() => \"\".GoOn(); }"),
            SourceFile.Of("P/C/Three.cs", "static class Three { internal static void GoOn(this string s) => new One(); }"),
            SourceFile.Of("P/Four.cs", "class Four { /* Three */ string One => \"Two\"; Three three; }"),
        ];

        Assert.Equal(
            ["A/One.cs uses Two of B/Two.cs; B/Two.cs uses GoOn() of C/Three.cs; C/Three.cs uses One of A/One.cs"],
            new FolderGraph(files).Cycles());
    }

    private static IEnumerable<string> Uses(string project, IEnumerable<SourceFile> declaring) =>
        from declared in declaring
        from name in declared.NamesForOthers
        from file in SourceTree.Project(project)
        where file.Mentions.Contains(name)
        select $"{file.Path} uses {name} of {declared.Path}";
}
