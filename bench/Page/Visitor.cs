using Microsoft.Playwright;

namespace Concert.Bench.Page;

/// <summary>Someone who has come through the line and looks at the stadium's map, in a browser of their own.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private const int WheelStep = 120;
    private const int ZoomSteps = 16;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(16);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Visitor(IPlaywright playwright, IBrowser browser, IPage page, ICDPSession tools, ICDPSession browserTools)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        (Tools, BrowserTools) = (tools, browserTools);
    }

    public IPage Page { get; }

    /// <summary>The page's developer tools.</summary>
    public ICDPSession Tools { get; }

    public ICDPSession BrowserTools { get; }

    public string Version => _browser.Version;

    public ILocator Canvas => Page.Locator("canvas[role=img]");

    private ILocator List => Page.GetByRole(AriaRole.Region, new() { Name = "List" });

    public static async Task<Visitor> ComeAsync(Uri url, PageArguments arguments)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium.Find(), Headless = true, Args = Chromium.Arguments });
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = url.OriginalString,
            Locale = "en-US",
            ViewportSize = arguments.IsPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            DeviceScaleFactor = arguments.IsPhone ? 2 : 1,
            IsMobile = arguments.IsPhone,
            HasTouch = arguments.IsPhone,
        });
        await context.AddInitScriptAsync(Probe.Script);
        var page = await context.NewPageAsync();
        var visitor = new Visitor(playwright, browser, page, await context.NewCDPSessionAsync(page), await browser.NewBrowserCDPSessionAsync());
        // Its own processor time, not the clock's: what others took of the machine does not count.
        await visitor.Tools.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        await visitor.Tools.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = arguments.Slowdown });
        await page.GotoAsync($"/#/concerts/{Stadium.ConcertId}/{Stadium.PerformanceId}/line");
        await page.GetByRole(AriaRole.Img, new() { NameRegex = new($"{Stadium.SeatCount:N0} of {Stadium.SeatCount:N0} seats") }).WaitForAsync();
        return visitor;
    }

    /// <summary>On a phone the list is in place of the map, not beside it.</summary>
    public async Task ShowListAsync(bool isShown)
    {
        var tab = Page.GetByRole(AriaRole.Button, new() { Name = isShown ? "List" : "Map", Exact = true });
        if (await tab.CountAsync() > 0) await tab.ClickAsync();
        await Task.Delay(Settling);
    }

    public async Task ChooseRowAsync(int ordinal, int row)
    {
        await List.Locator("select").Nth(0).SelectOptionAsync($"{ordinal}");
        await List.Locator("select").Nth(1).SelectOptionAsync($"{row}");
        await List.GetByRole(AriaRole.Group, new() { Name = $"Seats in row {row}", Exact = true }).WaitForAsync();
    }

    /// <summary>What a screen reader says of the row that is shown, seat by seat.</summary>
    public Task<string[]> RowAsync() => Page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('section button.seat .unseen')].map((name) => name.textContent.trim())");

    /// <summary>What the list says of each section.</summary>
    public Task<string[]> SectionsAsync() => Page.EvaluateAsync<string[]>(
        "() => [...document.querySelector('.seat-list select').options].map((option) => option.textContent)");

    public Task<string> PictureAsync() => Canvas.EvaluateAsync<string>("(canvas) => canvas.toDataURL()");

    public async Task ShowAllAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Show the whole map", Exact = true }).ClickAsync();
        await Task.Delay(Settling);
    }

    /// <summary>From the whole map to the numbers on the seats.</summary>
    public async Task ComeCloserAsync()
    {
        var (x, y, _) = await MiddleAsync();
        await Page.Mouse.MoveAsync(x, y);
        for (var i = 0; i < ZoomSteps; i++) await Page.Mouse.WheelAsync(0, -WheelStep);
        await Task.Delay(Settling);
    }

    /// <summary>Closer, about, back, about, and again: a move each sixtieth of a second.</summary>
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

    /// <summary>What the browser counts of the page's main thread, in seconds of its processor time.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MetricsAsync()
    {
        var answer = await Tools.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
    }

    /// <summary>The browser's processes: which kind, which process, and its processor time in seconds.</summary>
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
