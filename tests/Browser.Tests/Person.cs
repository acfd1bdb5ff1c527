using Microsoft.Playwright;

namespace Concert;

/// <summary>
/// A person with a browser. The browser's clock is Playwright's, and it works in three ways:
/// <list type="bullet">
/// <item>The time that the page reads (<c>Date</c>, <c>Intl</c>) is fixed at the service's time and changes only in
/// <see cref="PageHost.AdvanceAsync"/>, so a countdown shows the same in every run.</item>
/// <item>Timers and animation frames run in real time. With a paused clock (<c>PauseAtAsync</c>) none of them would run, and neither
/// would Preact's effects, which wait for a frame. With a clock that is only installed, the page's time would run ahead of the
/// service's, which is fixed.</item>
/// <item><see cref="PageHost.AdvanceAsync"/> also fast-forwards timers and frames. <c>RunForAsync</c> would instead draw each of the
/// 18,000 frames of five minutes.</item>
/// </list>
/// <c>fetch</c>, streams and CSS animations use the browser's real clock.
/// </summary>
internal sealed class Person : IAsyncDisposable
{
    // While a test waits for an element, it looks for this long, then advances the service's time by as much, and repeats.
    private static readonly TimeSpan PollStep = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly IBrowserContext _context;
    private readonly PageHost _host;
    private readonly PendingRequests _requests;

    private Person(IBrowserContext context, IPage page, PageHost host, ConsoleErrors errors, PendingRequests requests) =>
        (_context, Page, _host, ConsoleErrors, _requests) = (context, page, host, errors, requests);

    public IPage Page { get; }

    public ConsoleErrors ConsoleErrors { get; }

    public static async Task<Person> OpenAsync(IBrowser browser, PageHost host, PersonOptions options)
    {
        var context = await browser.NewContextAsync(options.For(host.Origin));
        await context.Clock.InstallAsync(new() { TimeDate = host.Now.UtcDateTime });
        await context.Clock.SetFixedTimeAsync(host.Now.UtcDateTime);
        var errors = new ConsoleErrors(context, host.Origin);
        var person = new Person(context, await context.NewPageAsync(), host, errors, new(context));
        host.Add(person);
        return person;
    }

    /// <summary>Opens another tab of this browser: the same user, with the same clock. It is closed with the browser.</summary>
    public async Task<Person> OpenTabAsync(string path)
    {
        var tab = new Person(_context, await _context.NewPageAsync(), _host, ConsoleErrors, _requests);
        await tab.GoAsync(path);
        return tab;
    }

    /// <param name="path">Such as <c>/wallet</c>.</param>
    public Task GoAsync(string path = "/") => Page.GotoAsync(path);

    /// <summary>Waits until the element is visible, advancing time.</summary>
    public Task SeesAsync(ILocator what) => WaitForStateAsync(what, WaitForSelectorState.Visible);

    /// <summary>Waits until the element is hidden, advancing time.</summary>
    public Task NoLongerSeesAsync(ILocator what) => WaitForStateAsync(what, WaitForSelectorState.Hidden);

    /// <summary>Waits until a condition holds, advancing time.</summary>
    public async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit) Assert.Fail($"It did not happen within {Limit.TotalSeconds} s: {what}.");
            await _host.AdvanceAsync(PollStep);
        }
    }

    /// <summary>Waits until the tab's title is this.</summary>
    public Task SeesTabTitleAsync(string title) =>
        EventuallyAsync(async () => await Page.TitleAsync() == title, $"the tab's title is '{title}'");

    /// <summary>Disconnects the browser. The errors that it logs about that are expected.</summary>
    public async Task GoOfflineAsync()
    {
        ConsoleErrors.Expect("net::ERR_INTERNET_DISCONNECTED");
        await _context.SetOfflineAsync(true);
    }

    public Task GoOnlineAsync() => _context.SetOfflineAsync(false);

    /// <summary>The service executes the first command of these, and the connection breaks before its answer arrives.</summary>
    /// <param name="path">A pattern of the addresses.</param>
    /// <param name="method">Requests of other methods pass.</param>
    /// <returns>The idempotency key of each attempt, also of those to come.</returns>
    public async Task<List<string>> LoseFirstAnswerAsync(string path, string method)
    {
        var keys = new List<string>();
        ConsoleErrors.Expect("net::ERR_CONNECTION_RESET");
        await Page.RouteAsync(path, async route =>
        {
            if (route.Request.Method == method) keys.Add((await route.Request.HeaderValueAsync("Idempotency-Key"))!);
            if (route.Request.Method != method || keys.Count > 1)
            {
                await route.ContinueAsync();
                return;
            }

            await route.FetchAsync();
            await route.AbortAsync("connectionreset");
        });
        return keys;
    }

    /// <summary>Fails with a list of axe's accessibility violations.</summary>
    /// <param name="screen">The name of the screen in the failure message.</param>
    public async Task IsAccessibleAsync(string screen)
    {
        var violations = await Axe.ViolationsAsync(Page);
        Assert.True(violations.Count == 0, $"{screen} is not accessible:\n{string.Join('\n', violations)}");
    }

    /// <summary>Saves a screenshot in <c>artifacts/screens</c> and returns its path.</summary>
    public async Task<string> ScreenshotAsync(string name)
    {
        var file = Path.Combine(Repository.Root, "artifacts", "screens", $"{name}.png");
        await Page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Initial });
        return file;
    }

    /// <summary>
    /// Saves a screenshot of a screen that the README shows. With <c>CONCERT_SCREENS=keep</c> it is copied to <c>docs/screens</c>,
    /// which is checked in.
    /// </summary>
    public async Task ReadmeScreenshotAsync(string name)
    {
        var file = await ScreenshotAsync(name);
        if (Environment.GetEnvironmentVariable("CONCERT_SCREENS") != "keep") return;
        var docs = Directory.CreateDirectory(Path.Combine(Repository.Root, "docs", "screens"));
        File.Copy(file, Path.Combine(docs.FullName, $"{name}.png"), overwrite: true);
    }

    /// <summary>Shifts the device's clock by this much until time is advanced again.</summary>
    public Task ShiftClockAsync(TimeSpan by) => _context.Clock.SetFixedTimeAsync((_host.Now + by).UtcDateTime);

    internal async Task AdvanceAsync(TimeSpan by, DateTimeOffset to)
    {
        // First the time, then the timers that depend on it.
        await _context.Clock.SetFixedTimeAsync(to.UtcDateTime);
        await _context.Clock.FastForwardAsync((long)by.TotalMilliseconds);
        // On a slow machine a page that polls would otherwise miss the time in which it has to answer.
        await _requests.AnsweredAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _host.Remove(this);
        await _context.DisposeAsync();
    }

    private async Task WaitForStateAsync(ILocator what, WaitForSelectorState state)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await what.WaitForAsync(new() { State = state, Timeout = (float)PollStep.TotalMilliseconds });
                return;
            }
            catch (TimeoutException) when (TimeProvider.System.GetElapsedTime(began) < Limit)
            {
                await _host.AdvanceAsync(PollStep);
            }
        }
    }
}
