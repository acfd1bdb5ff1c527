using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Concert.WebApp;

/// <summary>
/// The files of the page. They are in the assembly, not beside it: a gateway is started from many directories, and finds its
/// page from each of them.
/// </summary>
internal sealed class WebAppFiles
{
    private const string Root = "wwwroot/";

    private readonly Dictionary<string, WebAppFile> _files = ReadAll();

    /// <param name="path">From the root, as <c>assets/index-3f2a.js</c>.</param>
    /// <param name="file">The file, where there is one.</param>
    public bool TryFind(string path, [NotNullWhen(true)] out WebAppFile? file) => _files.TryGetValue(path, out file);

    private static Dictionary<string, WebAppFile> ReadAll()
    {
        var assembly = typeof(WebAppFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
            // Named by the machine that built it, which may have been one with backslashes.
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
