namespace Concert;

/// <summary>
/// A test of the page: it starts services and lets people in. When it ends nobody may have anything to complain of; and when it
/// failed, <c>artifacts/screens</c> shows what each of them saw last.
/// </summary>
public abstract class BrowserTest(Browsers browsers) : IAsyncDisposable
{
    private readonly List<PageHost> _hosts = [];
    private readonly List<Person> _people = [];

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed) await ShowAsync();
        var complaints = _people.SelectMany(person => person.Complaints.Unexpected()).ToArray();
        foreach (var person in _people) await person.DisposeAsync();
        foreach (var host in _hosts) await host.DisposeAsync();
        Assert.True(complaints.Length == 0, $"The page misbehaved:\n{string.Join('\n', complaints)}");
    }

    /// <summary>A service at noon, for this test alone.</summary>
    protected async Task<PageHost> AHostAsync(params (string Key, string Value)[] settings)
    {
        var host = await PageHost.StartAsync(settings);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Someone with an empty tab.</summary>
    private protected async Task<Person> APersonAsync(PageHost host, PersonOptions? options = null)
    {
        var person = await browsers.APersonAsync(host, options ?? new());
        _people.Add(person);
        return person;
    }

    private async Task ShowAsync()
    {
        var test = TestContext.Current.TestMethod?.MethodName;
        foreach (var (number, person) in _people.Index()) await person.PictureAsync($"failed-{test}-{number}");
    }
}
