using System.Text.RegularExpressions;

namespace Concert;

/// <summary>What the README shows of the page is what these tests have seen.</summary>
public sealed partial class ReadmePicturesTests
{
    private static readonly string Pictures = Path.Combine(Repository.Root, "docs", "screens");

    [Fact]
    public void Every_picture_that_is_kept_is_shown_and_every_one_that_is_shown_is_kept()
    {
        var shown = Shown().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Select(match => match.Groups[1].Value);

        var kept = Directory.EnumerateFiles(Pictures, "*.png").Select(file => Path.GetFileName(file));

        Assert.Equal(kept.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\(docs/screens/([\w-]+\.png)\)")]
    private static partial Regex Shown();
}
