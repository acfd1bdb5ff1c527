using Microsoft.Playwright;

namespace Concert;

/// <summary>When the service refuses or does not answer, the page shows a message and a next step, and loses nothing.</summary>
public sealed class ErrorNoticeTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task Before_sales_open_the_page_says_when_they_open()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(salesOpenIn: TimeSpan.FromMinutes(30));
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync($"/concerts/{concert.ConcertId}");
        await ann.SeesAsync(ann.Text("On sale from Mar 1, 2027, 9:30 PM"));

        await ann.GoAsync($"/concerts/{concert.ConcertId}/{concert.PerformanceId}/seats");

        await ann.SeesAsync(ann.Text("This date goes on sale on Monday, March 1, 2027 at 9:30 PM"));
        Assert.Equal(0, await ann.Button("Best 1 seat available").CountAsync());
    }

    [Fact]
    public async Task A_short_outage_is_retried_under_the_same_key()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.OpenSeatsAsync(concert);
        var keys = await RefuseReservationsWhileAsync(ann, count => count < 3);

        await ann.Button("Best 1 seat available").TapAsync();

        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        Assert.Equal(3, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task When_the_limits_are_reached_the_page_says_so_and_goes_on_by_itself()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.OpenSeatsAsync(concert);
        ann.ConsoleErrors.Expect("status of 429");
        var keys = new List<string>();
        await ann.Page.RouteAsync("**/v1/reservations", async route =>
        {
            keys.Add((await route.Request.HeaderValueAsync("Idempotency-Key"))!);
            await (keys.Count == 1 ? route.FulfillAsync(TooMany()) : route.ContinueAsync());
        });

        await ann.Button("Best 1 seat available").TapAsync();

        await ann.SeesAsync(ann.Text("Very many people are here just now. This page waits its turn and goes on by itself."));
        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task A_long_outage_is_reported_and_the_next_press_uses_the_same_key()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.OpenSeatsAsync(concert);
        var isOver = false;
        var keys = await RefuseReservationsWhileAsync(ann, _ => !isOver);
        await ann.Button("Best 1 seat available").TapAsync();
        await ann.SeesAsync(ann.Alert("The service can’t be reached just now. Nothing is lost; try again."));
        await ann.IsAccessibleAsync("an outage");

        isOver = true;
        await ann.Button("Best 1 seat available").TapAsync();

        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task Without_a_token_of_an_organizers_sign_in_the_page_asks_to_sign_in()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.Page.RouteAsync("**/v1/settings", async route =>
        {
            var answer = await route.FetchAsync();
            var body = (await answer.TextAsync()).Replace("\"self\"", "\"provider\"", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = body });
        });

        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));

        await ann.SeesAsync(ann.Alert("Sign in with the organizer"));
    }

    [Fact]
    public async Task An_amount_above_the_top_up_limit_is_not_sent()
    {
        var host = await AHostAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync("/wallet");

        await ann.Page.GetByRole(AriaRole.Textbox, new() { Name = "Amount" }).FillAsync("10000001");

        await ann.SeesAsync(ann.Text("Enter ₩1 to ₩10,000,000."));
        Assert.True(await ann.Button("Charge ₩10,000,001").IsDisabledAsync());
    }

    // Answers reservations with 503 while the condition holds for their count. Returns the idempotency keys seen so far.
    private static async Task<List<string>> RefuseReservationsWhileAsync(Person person, Func<int, bool> condition)
    {
        person.ConsoleErrors.Expect("status of 503");
        var keys = new List<string>();
        await person.Page.RouteAsync("**/v1/reservations", async route =>
        {
            keys.Add((await route.Request.HeaderValueAsync("Idempotency-Key"))!);
            await (condition(keys.Count) ? route.FulfillAsync(Unavailable()) : route.ContinueAsync());
        });
        return keys;
    }

    private static RouteFulfillOptions TooMany() => new()
    {
        Status = 429,
        ContentType = "application/problem+json",
        Headers = new Dictionary<string, string> { ["Retry-After"] = "2" },
        Body = """{"type":"/problems/too_many_requests","title":"x","status":429,"detail":"x","code":"too_many_requests","traceId":"x"}""",
    };

    private static RouteFulfillOptions Unavailable() => new()
    {
        Status = 503,
        ContentType = "application/problem+json",
        Headers = new Dictionary<string, string> { ["Retry-After"] = "0" },
        Body = """{"type":"/problems/unavailable","title":"x","status":503,"detail":"x","code":"unavailable","traceId":"x"}""",
    };
}
