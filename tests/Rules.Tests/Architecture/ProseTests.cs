using System.Text.RegularExpressions;

namespace Concert.Architecture;

/// <summary>
/// Comments and documents are written for readers of three mother tongues: they name the actor, use the field's word, and state one
/// fact a sentence. A test cannot check that; it can check for the idioms that once made them hard to read.
/// </summary>
public sealed partial class ProseTests
{
    [Fact]
    public void Comments_and_documents_are_free_of_idioms()
    {
        var offenders = SourceTree.CSharp.SelectMany(file => file.Comments().SelectMany(comment => Idioms(file.Path, comment.Line, comment.Text)))
            .Concat(SourceTree.Files(".", "*.sql").SelectMany(path => InText(path, SqlComment())))
            .Concat(SourceTree.Files("web", "*.ts", "*.tsx").SelectMany(path => InText(path, ScriptComment())))
            .Concat(SourceTree.Files(".", "*.md").SelectMany(path => InText(path, Everything())));

        Offenders.AssertNone(offenders);
    }

    [Theory]
    [InlineData("Default none: a guest is refused.")]
    [InlineData("It came\nto nothing.")]
    [InlineData("The fate of a reservation.")]
    [InlineData("It settles the rest.")]
    public void An_idiom_is_found_even_across_a_line_break(string text) => Assert.Single(Idioms("a.md", 1, text));

    [Theory]
    [InlineData("An outlet in the wall is fatal; the untold story became too long.")]
    [InlineData("The queue grain admits the user.")]
    public void A_word_that_only_contains_one_is_not_an_idiom(string text) => Assert.Empty(Idioms("a.md", 1, text));

    [Theory]
    [InlineData("const url = 'http://fate'; // plain", 0)]
    [InlineData("/** Its fate. */ const told = `// fate`;", 1)]
    [InlineData("// One line of the fate\n// and another of a fate.", 2)]
    public void Of_a_script_only_the_comments_are_read(string script, int count) =>
        Assert.Equal(count, InText("a.ts", script, ScriptComment()).Count());

    private static IEnumerable<string> InText(string path, Regex prose) => InText(path, SourceTree.Read(path), prose);

    private static IEnumerable<string> InText(string path, string text, Regex prose) =>
        from Match part in prose.Matches(text)
        where part.Groups["prose"].Success
        from offender in Idioms(path, 1 + text.AsSpan(0, part.Index).Count('\n'), part.Value)
        select offender;

    private static IEnumerable<string> Idioms(string path, int line, string text) =>
        from Match idiom in Idiom().Matches(text)
        select $"{path}:{line + text.AsSpan(0, idiom.Index).Count('\n')}: {idiom.Value}";

    // What to write instead: "null" for an absent value; "returns" or "status" for a result; "receives", "stores" and "reports" for what a
    // machine does; "admitted" of a user; "expires" of a hold and "resolved" of a reservation; a named actor for a person.
    [GeneratedRegex(
        """
        \b(?:none:|came\s+to\b|come\s+to\s+what\b|(?:is|was|are)\s+told\b|tells\s+it\b|what\s+is\s+kept\b|the\s+picture\s+of\b|
        of\s+no\s+account\b|put\s+to\s+rest\b|for\s+want\s+of\b|in\s+the\s+way\s+of\b|looked\s+at\s+now\b|(?:who|whoever)\s+asks\b|
        lets\s+go\s+of\b|bears\s+it\b|not\s+to\s+be\s+had\b|fate\b|let\s+in\b|settl(?:e|ing))
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Idiom();

    [GeneratedRegex(@"'[^']*'|(?<prose>--[^\n]*(?:\n[ ]*--[^\n]*)*|/\*[\s\S]*?\*/)")]
    private static partial Regex SqlComment();

    [GeneratedRegex(
        """
        "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*` | (?<prose> (?<!:)//[^\n]*(?:\n[ ]*//[^\n]*)* | /\*[\s\S]*?\*/ )
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ScriptComment();

    [GeneratedRegex(@"(?<prose>[\s\S]+)")]
    private static partial Regex Everything();
}
