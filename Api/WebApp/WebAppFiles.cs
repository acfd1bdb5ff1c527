using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Concert.WebApp;

/// <summary>
/// The files of the web app, embedded in the assembly: a gateway finds them whatever directory it is started in, and whether it
/// was built or published.
/// </summary>
internal sealed class WebAppFiles
{
    private const string Root = "wwwroot/";

    private readonly Dictionary<string, WebAppFile> _files = ReadAll();

    /// <param name="path">Relative to the root, such as <c>assets/index-3f2a.js</c>.</param>
    /// <param name="file">The file, or null if it does not exist.</param>
    public bool TryFind(string path, [NotNullWhen(true)] out WebAppFile? file) => _files.TryGetValue(path, out file);

    private static Dictionary<string, WebAppFile> ReadAll()
    {
        var assembly = typeof(WebAppFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
            // The names have the path separators of the machine that built the assembly.
            .Select(name => (Name: name, Path: name[Root.Length..].Replace('\\', '/')))
            .ToDictionary(file => file.Path, file => new WebAppFile(file.Path, Read(assembly, file.Name)), StringComparer.Ordinal);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var resource = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
