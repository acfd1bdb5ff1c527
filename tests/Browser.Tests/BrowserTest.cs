namespace Concert;

/// <summary>
/// A test of the page: it starts services and opens browsers. At its end no page may have unexpected console errors. If it failed,
/// <c>artifacts/screens</c> has a last screenshot of each page.
/// </summary>
public abstract class BrowserTest(BrowserFixture browser) : IAsyncDisposable
{
    private readonly List<PageHost> _hosts = [];
    private readonly List<Person> _people = [];

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed) await SaveScreenshotsAsync();
        var errors = _people.SelectMany(person => person.ConsoleErrors.Unexpected()).ToArray();
        foreach (var person in _people) await person.DisposeAsync();
        foreach (var host in _hosts) await host.DisposeAsync();
        Assert.True(errors.Length == 0, $"The page has unexpected console errors:\n{string.Join('\n', errors)}");
    }

    /// <summary>Starts a service for this test, whose clock stands at noon.</summary>
    protected async Task<PageHost> AHostAsync(params (string Key, string Value)[] settings)
    {
        var host = await PageHost.StartAsync(settings);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Opens a browser for a new person, with an empty tab.</summary>
    private protected async Task<Person> APersonAsync(PageHost host, PersonOptions? options = null)
    {
        var person = await browser.APersonAsync(host, options ?? new());
        _people.Add(person);
        return person;
    }

    private async Task SaveScreenshotsAsync()
    {
        var test = TestContext.Current.TestMethod?.MethodName;
        foreach (var (number, person) in _people.Index()) await person.ScreenshotAsync($"failed-{test}-{number}");
    }
}
