namespace Concert.TestSupport;

/// <summary>Finds the installed Chromium, or the one at <c>CONCERT_CHROMIUM</c>. The Playwright package contains no browser.</summary>
public static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>No sandbox, because CI may run as root. The other options prevent requests to the browser's vendor.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <exception cref="InvalidOperationException">No browser is installed.</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("CONCERT_CHROMIUM") is { Length: > 0 } named) return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"No browser was found: none of {string.Join(", ", Names)} is on the PATH.");
    }
}
