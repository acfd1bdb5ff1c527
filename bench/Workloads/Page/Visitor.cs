using Microsoft.Playwright;

namespace Concert.Bench.Workloads;

/// <summary>A user who was admitted and sees the stadium's map, in a browser of their own.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private const int WheelStep = 120;
    private const int ZoomSteps = 16;

    private static readonly TimeSpan AnimationTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(16);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Uri _url;
    private readonly PageSettings _settings;

    private Visitor(IPlaywright playwright, IBrowser browser, Uri url, PageSettings settings) =>
        (_playwright, _browser, _url, _settings) = (playwright, browser, url, settings);

    public IPage Page { get; private set; } = null!;

    /// <summary>The page's developer tools.</summary>
    public ICDPSession Tools { get; private set; } = null!;

    public ICDPSession BrowserTools { get; private set; } = null!;

    public string Version => _browser.Version;

    public ILocator Canvas => Page.Locator("canvas[role=img]");

    private ILocator List => Page.GetByRole(AriaRole.Region, new() { Name = "List" });

    /// <summary>Opens the browser, without a page.</summary>
    public static async Task<Visitor> OpenAsync(Uri url, PageSettings settings)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium.Find(), Headless = true, Args = Chromium.Arguments });
        return new(playwright, browser, url, settings) { BrowserTools = await browser.NewBrowserCDPSessionAsync() };
    }

    /// <summary>Comes through the line to the map.</summary>
    public async Task EnterAsync()
    {
        var context = await NewContextAsync();
        await context.AddInitScriptAsync(PageProbe.Script);
        Page = await NewPageAsync(context);
        Tools = await context.NewCDPSessionAsync(Page);
        // Processor time in place of wall-clock time, so that other work on the machine does not count.
        await Tools.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        await Page.GotoAsync($"/concerts/{Stadium.ConcertId}/{Stadium.PerformanceId}/line");
        await Page.GetByRole(AriaRole.Img, new() { NameRegex = new($"{Stadium.SeatCount:N0} of {Stadium.SeatCount:N0} seats") }).WaitForAsync();
    }

    /// <summary>The browser of somebody new, on the same device.</summary>
    public Task<IBrowserContext> NewContextAsync() => _browser.NewContextAsync(new()
    {
        BaseURL = _url.OriginalString,
        Locale = "en-US",
        ViewportSize = _settings.IsPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
        DeviceScaleFactor = _settings.IsPhone ? 2 : 1,
        IsMobile = _settings.IsPhone,
        HasTouch = _settings.IsPhone,
    });

    /// <summary>An empty tab, as slow as the device.</summary>
    public async Task<IPage> NewPageAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        var tools = await context.NewCDPSessionAsync(page);
        await tools.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = _settings.Slowdown });
        return page;
    }

    /// <summary>Needed on a phone, which shows either the list or the map.</summary>
    public async Task ShowListAsync(bool isShown)
    {
        var tab = Page.GetByRole(AriaRole.Button, new() { Name = isShown ? "List" : "Map", Exact = true });
        if (await tab.CountAsync() > 0) await tab.ClickAsync();
        await Task.Delay(AnimationTime);
    }

    public async Task ChooseRowAsync(int ordinal, int row)
    {
        await List.Locator("select").Nth(0).SelectOptionAsync($"{ordinal}");
        await List.Locator("select").Nth(1).SelectOptionAsync($"{row}");
        await List.GetByRole(AriaRole.Group, new() { Name = $"Seats in row {row}", Exact = true }).WaitForAsync();
    }

    /// <summary>The accessible names of the seats of the row that is shown.</summary>
    public Task<string[]> RowAsync() => Page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('section button.seat .unseen')].map((name) => name.textContent.trim())");

    /// <summary>The text of each section in the list.</summary>
    public Task<string[]> SectionsAsync() => Page.EvaluateAsync<string[]>(
        "() => [...document.querySelector('.seat-list select').options].map((option) => option.textContent)");

    public Task<string> ImageAsync() => Canvas.EvaluateAsync<string>("(canvas) => canvas.toDataURL()");

    public async Task ShowAllAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Show the whole map", Exact = true }).ClickAsync();
        await Task.Delay(AnimationTime);
    }

    /// <summary>From the whole map to the numbers on the seats.</summary>
    public async Task ZoomInAsync()
    {
        var (x, y, _) = await MiddleAsync();
        await Page.Mouse.MoveAsync(x, y);
        for (var i = 0; i < ZoomSteps; i++) await Page.Mouse.WheelAsync(0, -WheelStep);
        await Task.Delay(AnimationTime);
    }

    /// <summary>Zooms in, pans, zooms out, pans, and so on: an event each sixtieth of a second.</summary>
    public async Task MoveAboutAsync(CancellationToken stop)
    {
        var (x, y, radius) = await MiddleAsync();
        using var beat = new PeriodicTimer(Beat);
        try
        {
            for (var direction = -1; ; direction = -direction)
            {
                await Page.Mouse.MoveAsync(x, y);
                for (var i = 0; i < ZoomSteps * 4; i++)
                {
                    await beat.WaitForNextTickAsync(stop);
                    await Page.Mouse.WheelAsync(0, direction * WheelStep / 4f);
                }

                await Page.Mouse.DownAsync();
                for (var i = 1; i <= 90; i++)
                {
                    await beat.WaitForNextTickAsync(stop);
                    var angle = i * Math.Tau / 45;
                    await Page.Mouse.MoveAsync(x + (radius * (float)Math.Sin(angle)), y + (radius * (1 - (float)Math.Cos(angle)) / 2));
                }

                await Page.Mouse.UpAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await Page.Mouse.UpAsync();
        }
    }

    /// <summary>The browser's metrics of the page's main thread, in seconds of processor time.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MetricsAsync()
    {
        var answer = await Tools.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
    }

    /// <summary>The browser's processes, with their processor time.</summary>
    public async Task<IReadOnlyList<(string Kind, int Id, double Seconds)>> ProcessesAsync()
    {
        var answer = await BrowserTools.SendAsync("SystemInfo.getProcessInfo");
        return [.. answer!.Value.GetProperty("processInfo").EnumerateArray().Select(process => (
            process.GetProperty("type").GetString()!, process.GetProperty("id").GetInt32(), process.GetProperty("cpuTime").GetDouble()))];
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private async Task<(float X, float Y, float Radius)> MiddleAsync()
    {
        var box = (await Canvas.BoundingBoxAsync())!;
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2), Math.Min(box.Width, box.Height) / 4);
    }
}
