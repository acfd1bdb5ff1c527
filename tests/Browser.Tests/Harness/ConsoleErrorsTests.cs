namespace Concert.Harness;

public sealed class ConsoleErrorsTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string ElsewhereUrl = "http://127.0.0.1:9/";

    [Theory]
    [InlineData("console.error('Oh no.')", "console.error: Oh no. (")]
    [InlineData("throw new Error('Oh no.')", "An uncaught exception: Error: Oh no.")]
    [InlineData("Promise.reject(new Error('Oh no.'))", "An uncaught exception: Error: Oh no.")]
    [InlineData("setTimeout(() => { throw new Error('Oh no.') })", "Error: Oh no.")]
    [InlineData("document.body.setAttribute('style', 'color: red')", "console.error: Applying inline style violates")]
    [InlineData("document.body.innerHTML = '<p>Hello'", "'TrustedHTML' assignment")]
    [InlineData(
        $"fetch('{ElsewhereUrl}').catch(() => 0)",
        "violates the following Content Security Policy directive: \"connect-src 'self'\"")]
    [InlineData("fetch('/assets/missing.js')", "console.error: Failed to load resource: the server responded with a status of 404")]
    public async Task An_error_of_a_page_is_collected(string script, string error)
    {
        var minji = await APersonAsync(await AHostAsync());

        await minji.OpenStrictPageAsync("<p>Hello</p>", $"{script}; await fetch('/health/live'); document.title = 'Done'");

        await minji.GetsConsoleErrorAsync(error);
    }

    [Fact]
    public async Task A_request_to_another_origin_is_collected()
    {
        var minji = await APersonAsync(await AHostAsync());

        await minji.Page.SetContentAsync($"<img src='{ElsewhereUrl}' alt=''>");

        await minji.GetsConsoleErrorAsync($"A request to another origin: {ElsewhereUrl}");
    }

    [Fact]
    public async Task A_refusal_of_the_service_is_not_an_error()
    {
        var minji = await APersonAsync(await AHostAsync());

        await minji.OpenStrictPageAsync("<p>Hello</p>", "document.title = (await fetch('/v1/wallet')).status");

        await minji.SeesTitleAsync("401");
        Assert.Empty(minji.ConsoleErrors.Unexpected());
    }

    [Fact]
    public async Task A_lost_connection_is_not_an_error()
    {
        var minji = await APersonAsync(await AHostAsync());
        await minji.OpenStrictPageAsync("<p>Hello</p>", """
            await fetch('/health/live');
            document.title = 'Here';
            addEventListener('offline', () => fetch('/health/live').catch(() => document.title = 'Gone'));
            addEventListener('online', async () => document.title = `Back ${(await fetch('/health/live')).status}`);
            """);
        await minji.SeesTitleAsync("Here");

        await minji.GoOfflineAsync();
        await minji.SeesTitleAsync("Gone");
        await minji.GoOnlineAsync();

        await minji.SeesTitleAsync("Back 200");
    }
}
