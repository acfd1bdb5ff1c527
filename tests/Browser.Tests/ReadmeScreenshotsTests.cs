using System.Text.RegularExpressions;

namespace Concert;

/// <summary>The README shows every screenshot in <c>docs/screens</c>.</summary>
public sealed partial class ReadmeScreenshotsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "screens");

    [Fact]
    public void The_README_shows_exactly_the_screenshots_that_exist()
    {
        var shown = Shown().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Select(match => match.Groups[1].Value);

        var existing = Directory.EnumerateFiles(Folder, "*.png").Select(file => Path.GetFileName(file));

        Assert.Equal(existing.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\(docs/screens/([\w-]+\.png)\)")]
    private static partial Regex Shown();
}
