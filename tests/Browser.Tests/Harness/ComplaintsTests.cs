namespace Concert.Harness;

public sealed class ComplaintsTests(Browsers browsers) : BrowserTest(browsers)
{
    private const string ElsewhereUrl = "http://127.0.0.1:9/";

    [Theory]
    [InlineData("console.error('Oh no.')", "console.error: Oh no. (")]
    [InlineData("throw new Error('Oh no.')", "An exception nobody caught: Error: Oh no.")]
    [InlineData("Promise.reject(new Error('Oh no.'))", "An exception nobody caught: Error: Oh no.")]
    [InlineData("setTimeout(() => { throw new Error('Oh no.') })", "Error: Oh no.")]
    [InlineData("document.body.setAttribute('style', 'color: red')", "console.error: Applying inline style violates")]
    [InlineData("document.body.innerHTML = '<p>Hello'", "'TrustedHTML' assignment")]
    [InlineData($"fetch('{ElsewhereUrl}').catch(() => 0)", "violates the following Content Security Policy directive: \"connect-src 'self'\"")]
    [InlineData("fetch('/assets/missing.js')", "console.error: Failed to load resource: the server responded with a status of 404")]
    public async Task A_page_may_not_misbehave(string script, string complaint)
    {
        var minji = await APersonAsync(await AHostAsync());

        await minji.OpenStrictPageAsync("<p>Hello</p>", $"{script}; await fetch('/health/live'); document.title = 'Done'");

        await minji.HearsAsync(complaint);
    }

    [Fact]
    public async Task A_page_may_not_ask_others()
    {
        var minji = await APersonAsync(await AHostAsync());

        await minji.Page.SetContentAsync($"<img src='{ElsewhereUrl}' alt=''>");

        await minji.HearsAsync($"A request to someone else: {ElsewhereUrl}");
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        var minji = await APersonAsync(await AHostAsync());

        await minji.OpenStrictPageAsync("<p>Hello</p>", "document.title = (await fetch('/v1/wallet')).status");

        await minji.SeesTitleAsync("401");
        Assert.Empty(minji.Complaints.Unexpected());
    }

    [Fact]
    public async Task A_tunnel_is_no_misbehaviour()
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
