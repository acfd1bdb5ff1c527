using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Concert.Browsers))]

namespace Concert;

/// <summary>One Chromium for all tests of this assembly.</summary>
public sealed class Browsers : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium.Find(), Headless = true, Args = Chromium.Arguments });
    }

    /// <summary>Someone with a browser of their own: nobody else's cookies, storage or cache, and an empty tab.</summary>
    internal Task<Person> APersonAsync(PageHost host, PersonOptions options) => Person.ArriveAsync(_browser!, host, options);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
