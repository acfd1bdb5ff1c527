using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Concert.BrowserFixture))]

namespace Concert;

/// <summary>One Chromium for all tests of this assembly.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium.Find(), Headless = true, Args = Chromium.Arguments });
    }

    /// <summary>A person with their own browser context (cookies, storage, cache) and an empty tab.</summary>
    internal Task<Person> APersonAsync(PageHost host, PersonOptions options) => Person.OpenAsync(_browser!, host, options);

    /// <summary>A browser of nobody in particular, for pages that are not the service's.</summary>
    internal Task<IBrowserContext> AContextAsync(BrowserNewContextOptions options) => _browser!.NewContextAsync(options);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
