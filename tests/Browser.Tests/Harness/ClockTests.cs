using System.Globalization;

namespace Concert.Harness;

/// <summary>A page has the service's time, while its frames and timers run in real time.</summary>
public sealed class ClockTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task It_has_the_time_of_the_service()
    {
        var host = await AHostAsync();
        var minji = await APersonAsync(host);
        await minji.OpenStrictPageAsync("<p>Hello</p>");

        await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        await minji.Page.ReloadAsync();

        Assert.Equal(ApiHost.Noon.AddMinutes(5).ToUnixTimeMilliseconds(), await minji.Page.EvaluateAsync<long>("() => Date.now()"));
        Assert.Equal(ApiHost.Noon.AddMinutes(5), (await host.Api.Anyone.GetAsync("/health/live")).Response.Headers.Date);
        Assert.Equal("Mon, 01 Mar 2027 12:05:00 GMT", await minji.Page.EvaluateAsync<string>(
            "async () => (await fetch('/v1/wallet')).headers.get('Date')"));
    }

    [Fact]
    public async Task Frames_and_timers_run_without_advancing_it()
    {
        var minji = await APersonAsync(await AHostAsync());

        await minji.OpenStrictPageAsync("<p>Hello</p>", """
            for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
            await new Promise(go => setTimeout(go, 20));
            document.title = 'Done';
            """);

        await minji.SeesTitleAsync("Done");
    }

    [Fact]
    public async Task A_timer_is_due_when_the_services_time_has_passed()
    {
        var host = await AHostAsync();
        var minji = await APersonAsync(host);
        await minji.OpenStrictPageAsync("<p>Hello</p>", """
            setTimeout(() => document.title = 'Due', 300_000);
            document.title = 'Waiting';
            """);
        await minji.SeesTitleAsync("Waiting");

        await host.AdvanceAsync(TimeSpan.FromMinutes(4));
        Assert.Equal("Waiting", await minji.Page.TitleAsync());
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));

        await minji.SeesTitleAsync("Due");
    }

    [Fact]
    public async Task A_stream_delivers_events_while_time_advances()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var (minji, seojun) = (await APersonAsync(host), await (await host.Api.UserAsync("Seojun")).JoinAsync(concert));
        await minji.OpenStrictPageAsync("<ul></ul>", $$"""
            const response = await fetch('/v1/performances/{{concert.PerformanceId}}/seats/stream');
            const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
            for (let text = ''; ;) {
                text += (await reader.read()).value;
                const events = [...text.matchAll(/^event: (\w+)/mg)].map(match => match[1]);
                document.querySelector('ul').replaceChildren(...events.map(name =>
                    Object.assign(document.createElement('li'), { textContent: name })));
            }
            """);
        await minji.SeesAsync(minji.Page.GetByText("snapshot"));

        (await seojun.ReserveAsync(concert, "1-1-1")).Granted(System.Net.HttpStatusCode.Created);

        await minji.SeesAsync(minji.Page.GetByText("seats", new() { Exact = true }).First);
    }

    [Fact]
    public async Task It_goes_on_once_a_page_has_the_answers_that_it_waits_for()
    {
        var host = await AHostAsync();
        var minji = await APersonAsync(host);
        // The service's answer is late: by as many frames of the page.
        await minji.Page.RouteAsync("**/v1/settings", async route =>
        {
            for (var frame = 0; frame < 30; frame++) await minji.Page.EvaluateAsync("() => new Promise(requestAnimationFrame)");
            await route.ContinueAsync();
        });
        await minji.OpenStrictPageAsync("<p>0</p>", """
            const count = document.querySelector('p');
            for (;;) {
                await new Promise(go => setTimeout(go, 5_000));
                await fetch('/v1/settings');
                count.textContent++;
            }
            """);

        await host.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.InRange(int.Parse(await minji.Page.InnerTextAsync("p"), CultureInfo.InvariantCulture), 5, 10);
    }
}
