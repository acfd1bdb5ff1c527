namespace Concert.Architecture;

/// <summary>The files of the repository, without what a build or a package manager made.</summary>
internal static class SourceTree
{
    private static readonly string[] GeneratedFolders = ["bin", "obj", "node_modules", "data", "artifacts", "TestResults", ".git"];

    private static readonly Lazy<IReadOnlyList<SourceFile>> All = new(
        () => [.. Files(".", "*.cs").AsParallel().AsOrdered().Select(SourceFile.Parse)]);

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of the repository, parsed once.</summary>
    public static IReadOnlyList<SourceFile> CSharp => All.Value;

    /// <summary>The C# files of a project, or of any other folder at the root.</summary>
    public static IEnumerable<SourceFile> Project(string name) => CSharp.Where(file => file.Project == name);

    /// <summary>Paths relative to the root, in a stable order.</summary>
    public static IEnumerable<string> Files(string folder, params string[] patterns) =>
        Walk(new(Path.Combine(Root, folder)))
            .Where(file => patterns.Any(pattern => Path.GetFileName(file) is var name && IsMatch(pattern, name)))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static bool IsMatch(string pattern, string name) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name);

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => Path.GetRelativePath(Root, file.FullName)).Concat(
            folder.EnumerateDirectories().Where(child => !GeneratedFolders.Contains(child.Name)).SelectMany(Walk));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Concert.Orleans.sln"))) directory = directory.Parent;
        return directory.FullName;
    }
}
