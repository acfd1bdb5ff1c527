using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Concert.PageBuild;

/// <summary>The service worker across deploys, slow networks and none.</summary>
public sealed class StoredBuildsTests(BrowserFixture browser) : IAsyncLifetime
{
    private TwoBuilds _site = null!;
    private IBrowserContext _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await TwoBuilds.StartAsync();
        _browser = await browser.AContextAsync(new() { BaseURL = _site.Origin });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_new_build_replaces_the_old_one_and_an_open_page_keeps_its_own()
    {
        var old = await OpenAsync("/", "Build 1");
        await IsStoredAsync(old);

        _site.Build = 2;
        var next = await OpenAsync("/mine", "Build 2");
        await UntilAsync(next, "navigator.serviceWorker.ready.then(({ waiting }) => waiting !== null)");
        await _browser.SetOfflineAsync(true);

        Assert.Equal(1, await old.EvaluateAsync<int>("import('/assets/chunk-1.js').then(chunk => chunk.default)"));
        var cold = await OpenAsync("/", "Build 2");
        Assert.Equal(2, await cold.EvaluateAsync<int>("import('/assets/chunk-2.js').then(chunk => chunk.default)"));

        foreach (var page in new[] { old, next, cold }) await page.CloseAsync();
        await _browser.SetOfflineAsync(false);
        var last = await OpenAsync("/", "Build 2");
        await UntilAsync(last, "caches.keys().then(names => names.length === 1)");
        Assert.Equal(0, await last.EvaluateAsync<int>("caches.match('/assets/chunk-1.js').then(found => found ? 1 : 0)"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/mine")]
    [InlineData("/concerts/c_1")]
    [InlineData("/reservations/r_1/tickets")]
    [InlineData("/reservations/r_1/seats")]
    public async Task Without_network_every_screen_opens(string path)
    {
        await IsStoredAsync(await OpenAsync("/", "Build 1"));
        await _browser.SetOfflineAsync(true);

        await OpenAsync(path, "Build 1");
    }

    [Theory]
    [InlineData(StatusCodes.Status502BadGateway)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task A_service_that_a_proxy_does_not_reach_leaves_the_stored_page(int status)
    {
        await IsStoredAsync(await OpenAsync("/", "Build 1"));
        _site.Before = context => Task.FromResult(context.Response.StatusCode = status);

        await OpenAsync("/mine", "Build 1");
    }

    [Fact]
    public async Task A_network_that_does_not_answer_leaves_the_stored_page()
    {
        await IsStoredAsync(await OpenAsync("/", "Build 1"));
        var end = new TaskCompletionSource();
        _site.Before = _ => end.Task;

        await OpenAsync("/mine", "Build 1");

        end.SetResult();
    }

    [Fact]
    public async Task An_answer_of_the_service_that_there_is_no_such_concert_comes_through()
    {
        var page = await OpenAsync("/", "Build 1");
        await IsStoredAsync(page);

        Assert.Equal(404, (await page.GotoAsync("/concerts/c_9"))!.Status);
    }

    [Fact]
    public async Task The_operators_page_and_the_APIs_answers_are_not_stored()
    {
        var page = await OpenAsync("/", "Build 1");
        await IsStoredAsync(page);
        await page.EvaluateAsync("fetch('/v1/concerts').then(answer => answer.text())");
        await OpenAsync("/admin", "Build 1");

        var stored = await page.EvaluateAsync<string[]>(
            "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys()))))"
            + ".then(all => all.flat().map(({ url }) => new URL(url).pathname))");

        Assert.Equal(["/", "/assets/chunk-1.js", "/assets/index-1.js"], stored.Order());
        await _browser.SetOfflineAsync(true);
        await Assert.ThrowsAsync<PlaywrightException>(() => page.GotoAsync("/admin"));
    }

    [Fact]
    public async Task A_deploy_that_is_halfway_leaves_the_stored_build_whole()
    {
        var page = await OpenAsync("/", "Build 1");
        await IsStoredAsync(page);
        // The worker is already the new one; the page that it asks for comes from a gateway with the old build.
        _site.Build = 2;
        _site.Before = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<!doctype html><script type=module src=/assets/index-1.js></script>");
        };
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(found => found.update()).catch(() => {})");
        await UntilAsync(page, "navigator.serviceWorker.ready.then(({ installing, waiting }) => installing === null && waiting === null)");
        Assert.Equal(2, _site.Requests.Count(path => path == "/sw.js"));
        await _browser.SetOfflineAsync(true);

        await OpenAsync("/mine", "Build 1");
    }

    private async Task<IPage> OpenAsync(string path, string title)
    {
        var page = await _browser.NewPageAsync();
        await page.GotoAsync(path);
        await page.WaitForFunctionAsync("title => document.title === title", title);
        return page;
    }

    /// <summary>A promise that the page makes again and again, until it gives true.</summary>
    private static async Task UntilAsync(IPage page, string promise) =>
        await page.EvaluateAsync($"(async () => {{ while (!(await {promise})) await new Promise(next => setTimeout(next, 50)); }})()");

    private static Task<IJSHandle> IsStoredAsync(IPage page) => page.WaitForFunctionAsync("navigator.serviceWorker.controller !== null");
}
