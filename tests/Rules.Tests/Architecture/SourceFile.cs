using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Concert.Architecture;

/// <summary>A parsed C# file: what it declares, what it mentions, what its comments say.</summary>
/// <param name="Path">Relative to the root of the repository.</param>
internal sealed record SourceFile(string Path, CompilationUnitSyntax Syntax)
{
    // No documentation mode: a doc comment is a comment, and its cref is no use of a type.
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.None);

    private readonly Lazy<IReadOnlySet<string>> _mentions = new(() => Syntax.DescendantNodes().Select(UsedName).OfType<string>()
        .Except(Syntax.DescendantNodes().Select(OwnName).OfType<string>()).ToHashSet());

    /// <summary>The first folder: a project, or <c>bench</c> or <c>tests</c>.</summary>
    public string Project { get; } = Path.Split('/')[0];

    /// <summary>The folder within the project; "." is the project's own.</summary>
    public string Folder { get; } = Path.Split('/') is [_, .. var folders, _] && folders.Length > 0 ? string.Join('/', folders) : ".";

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Types of this file that other files can name.</summary>
    public IEnumerable<MemberDeclarationSyntax> DeclaredTypes => Syntax.DescendantNodes().OfType<MemberDeclarationSyntax>()
        .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
        .Where(type => !type.Modifiers.Any(SyntaxKind.PrivateKeyword) && !type.Modifiers.Any(SyntaxKind.FileKeyword));

    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes =>
        DeclaredTypes.Where(type => type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax);

    /// <summary>
    /// The extension methods that other files can call; a call names the method alone. Those of one word, such as <c>Add</c>, are left
    /// out: by its name such a call could as well be one of the framework's.
    /// </summary>
    public IEnumerable<string> ExtensionMethods => Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
        .Where(method => method.ParameterList.Parameters is [{ } first, ..] && first.Modifiers.Any(SyntaxKind.ThisKeyword))
        .Where(method => !method.Modifiers.Any(SyntaxKind.PrivateKeyword))
        .Select(method => method.Identifier.Text)
        .Where(name => name.Skip(1).Any(char.IsAsciiLetterUpper));

    /// <summary>By which other files use this one; compare <see cref="Mentions"/>.</summary>
    public IEnumerable<string> NamesForOthers =>
        TopLevelTypes.Select(NameOfType).Concat(ExtensionMethods.Select(method => $"{method}()")).Distinct();

    /// <summary>
    /// The names that the code uses: types, and called members as <c>Name()</c>; without strings and comments, and without the names
    /// that the file gives to a nested type, method or constant of its own.
    /// </summary>
    public IReadOnlySet<string> Mentions => _mentions.Value;

    public static SourceFile Parse(string path) => Of(path, SourceTree.Read(path));

    public static SourceFile Of(string path, string text) =>
        new(path.Replace('\\', '/'), (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, Options).GetRoot());

    /// <summary>A nested type is named by the types around it: <c>Refusal.SeatTaken</c>.</summary>
    public static string QualifiedName(MemberDeclarationSyntax type) =>
        string.Join('.', type.AncestorsAndSelf().OfType<MemberDeclarationSyntax>()
            .Where(outer => outer is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax).Reverse().Select(NameOfType));

    public static string NameOfType(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax named ? named.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;

    /// <summary>Whether the code itself, as opposed to its strings and comments, has the word.</summary>
    public bool HasWord(string word) => Syntax.DescendantTokens().Any(token => token.Text == word && !token.IsKind(SyntaxKind.StringLiteralToken));

    /// <summary>The comments, with the line on which each starts. Comments on successive lines are one: an idiom may be broken over them.</summary>
    public IEnumerable<(int Line, string Text)> Comments()
    {
        var lines = Syntax.SyntaxTree.GetText().Lines;
        var (start, end, text) = (0, -1, "");
        foreach (var trivia in Syntax.DescendantTrivia().Where(IsComment))
        {
            var line = lines.GetLineFromPosition(trivia.SpanStart).LineNumber;
            if (line != end + 1 && text.Length > 0)
            {
                yield return (start + 1, text);
                text = "";
            }

            if (text.Length == 0) start = line;
            end = lines.GetLineFromPosition(trivia.Span.End - 1).LineNumber;
            text = $"{text} {trivia.ToString().TrimStart('/', '*', ' ').TrimEnd()}";
        }

        if (text.Length > 0) yield return (start + 1, text);
    }

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    // `value.Slot` and `new X { Slot = … }` name a member; the type of the same name is not meant.
    private static string? UsedName(SyntaxNode node) => node switch
    {
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } name when access.Name == name => CalledName(access, name),
        SimpleNameSyntax { Parent: MemberBindingExpressionSyntax binding } name => CalledName(binding, name),
        SimpleNameSyntax { Parent: NameColonSyntax or NameEqualsSyntax } => null,
        SimpleNameSyntax { Parent: AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } set } name when set.Left == name => null,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => null,
    };

    private static string? CalledName(SyntaxNode member, SimpleNameSyntax name) =>
        member.Parent is InvocationExpressionSyntax ? $"{name.Identifier.Text}()" : null;

    private static string? OwnName(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        VariableDeclaratorSyntax field => field.Identifier.Text,
        BaseTypeDeclarationSyntax { Parent: TypeDeclarationSyntax } nested => nested.Identifier.Text,
        _ => null,
    };
}
