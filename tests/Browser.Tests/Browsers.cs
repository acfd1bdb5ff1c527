using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Concert.Browsers))]

namespace Concert;

/// <summary>
/// One Chromium for all tests of this assembly: the system's, or the one that <c>CONCERT_CHROMIUM</c> names. Playwright drives it
/// and brings none.
/// </summary>
public sealed class Browsers : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    // No sandbox: CI may run as root. The others keep it from calling home.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = FindChromium(), Headless = true, Args = Arguments });
    }

    /// <summary>Someone with a browser of their own: nobody else's cookies, storage or cache, and an empty tab.</summary>
    internal Task<Person> APersonAsync(PageHost host, PersonOptions options) => Person.ArriveAsync(_browser!, host, options);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string FindChromium()
    {
        if (Environment.GetEnvironmentVariable("CONCERT_CHROMIUM") is { Length: > 0 } named) return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"No browser was found: none of {string.Join(", ", Names)} is on the path.");
    }
}
