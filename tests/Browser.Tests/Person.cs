using Microsoft.Playwright;

namespace Concert;

/// <summary>
/// Someone at a browser. Their clock is Playwright's, and it does three things:
/// <list type="bullet">
/// <item>What the page reads (<c>Date</c>, <c>Intl</c>) stands still at the service's time and moves in
/// <see cref="PageHost.AdvanceAsync"/> alone: a countdown says in every run what it said in the first.</item>
/// <item>Timers and animation frames run by themselves, in real time. In a clock that is paused (<c>PauseAtAsync</c>) none of them
/// does, and neither do the effects of Preact, which wait for a frame; in one that only was installed, the page would part from
/// the service, whose time stands.</item>
/// <item><see cref="PageHost.AdvanceAsync"/> also fast-forwards timers and frames; <c>RunForAsync</c> would draw each of the
/// 18,000 frames of five minutes.</item>
/// </list>
/// <c>fetch</c>, streams and CSS animations are the browser's own and know nothing of all this.
/// </summary>
internal sealed class Person : IAsyncDisposable
{
    // How much the service's time moves while someone waits for something to show, and how long they look in between.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly IBrowserContext _context;
    private readonly PageHost _host;

    private Person(IBrowserContext context, IPage page, PageHost host)
    {
        (_context, Page, _host) = (context, page, host);
        Complaints = new(context, host.Origin);
    }

    public IPage Page { get; }

    public Complaints Complaints { get; }

    public static async Task<Person> ArriveAsync(IBrowser browser, PageHost host, PersonOptions options)
    {
        var context = await browser.NewContextAsync(options.For(host.Origin));
        await context.Clock.InstallAsync(new() { TimeDate = host.Now.UtcDateTime });
        await context.Clock.SetFixedTimeAsync(host.Now.UtcDateTime);
        var person = new Person(context, await context.NewPageAsync(), host);
        host.StartupBanner(person);
        return person;
    }

    /// <param name="path">With its fragment: <c>/#/wallet</c>.</param>
    public Task GoAsync(string path = "/") => Page.GotoAsync(path);

    /// <summary>Waits until it shows, while time goes on.</summary>
    public Task SeesAsync(ILocator what) => EventuallyAsync(what, WaitForSelectorState.Visible);

    /// <summary>Waits until it shows no more, while time goes on.</summary>
    public Task SeesNoMoreAsync(ILocator what) => EventuallyAsync(what, WaitForSelectorState.Hidden);

    /// <summary>Waits for what no text tells, while time goes on.</summary>
    public async Task IsSoAsync(Func<Task<bool>> isSo, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit) Assert.Fail($"It never was so: {what}.");
            await _host.AdvanceAsync(Moment);
        }
    }

    /// <summary>Waits until the tab's title is this.</summary>
    public Task TabSaysAsync(string title) => IsSoAsync(async () => await Page.TitleAsync() == title, $"the tab says '{title}'");

    /// <summary>Goes into a tunnel; what the browser says of it is no complaint.</summary>
    public async Task GoOfflineAsync()
    {
        Complaints.Expect("net::ERR_INTERNET_DISCONNECTED");
        await _context.SetOfflineAsync(true);
    }

    public Task GoOnlineAsync() => _context.SetOfflineAsync(false);

    /// <summary>Fails with a list of what stands in the way of people who see, hear or move differently.</summary>
    /// <param name="screen">What the failure calls it.</param>
    public async Task IsAccessibleAsync(string screen)
    {
        var violations = await Axe.ViolationsAsync(Page);
        Assert.True(violations.Count == 0, $"{screen} is not accessible:\n{string.Join('\n', violations)}");
    }

    /// <summary>Takes a picture to <c>artifacts/screens</c>, and says where it is.</summary>
    public async Task<string> PictureAsync(string name)
    {
        var file = Path.Combine(Repository.Root, "artifacts", "screens", $"{name}.png");
        await Page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Initial });
        return file;
    }

    /// <summary>
    /// Takes a picture of a screen that the README shows: with <c>CONCERT_SCREENS=keep</c> it goes to <c>docs/screens</c>, which is
    /// checked in.
    /// </summary>
    public async Task ScreenAsync(string name)
    {
        var file = await PictureAsync(name);
        if (Environment.GetEnvironmentVariable("CONCERT_SCREENS") != "keep") return;
        var kept = Directory.CreateDirectory(Path.Combine(Repository.Root, "docs", "screens"));
        File.Copy(file, Path.Combine(kept.FullName, $"{name}.png"), overwrite: true);
    }

    /// <summary>Sets the device's clock wrong by so much, until time is moved again.</summary>
    public Task MisreadClockAsync(TimeSpan by) => _context.Clock.SetFixedTimeAsync((_host.Now + by).UtcDateTime);

    internal async Task AdvanceAsync(TimeSpan by, DateTimeOffset to)
    {
        // First the time, then those who wait for it.
        await _context.Clock.SetFixedTimeAsync(to.UtcDateTime);
        await _context.Clock.FastForwardAsync((long)by.TotalMilliseconds);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dismiss(this);
        await _context.DisposeAsync();
    }

    private async Task EventuallyAsync(ILocator what, WaitForSelectorState state)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await what.WaitForAsync(new() { State = state, Timeout = (float)Moment.TotalMilliseconds });
                return;
            }
            catch (TimeoutException) when (TimeProvider.System.GetElapsedTime(began) < Limit)
            {
                await _host.AdvanceAsync(Moment);
            }
        }
    }
}
