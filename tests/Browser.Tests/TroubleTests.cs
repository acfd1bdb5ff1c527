using Microsoft.Playwright;

namespace Concert;

/// <summary>When the service says no, or nothing at all: a sentence, a next step, and nothing lost.</summary>
public sealed class TroubleTests(Browsers browsers) : BrowserTest(browsers)
{
    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task Sales_that_have_not_opened_say_when_they_do()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(salesOpenIn: TimeSpan.FromMinutes(30));
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync($"/#/concerts/{concert.ConcertId}");
        await ann.SeesAsync(ann.Text("On sale from Mar 1, 2027, 9:30 PM"));
        await ann.ComeToSeatsAsync(concert);

        await ann.Button("Best 1 seat available").TapAsync();

        await ann.SeesAsync(ann.Alert("This date is not on sale now. Sales run from Monday, March 1, 2027 at 9:30 PM"));
    }

    [Fact]
    public async Task A_short_outage_is_waited_out_under_the_same_key()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.ComeToSeatsAsync(concert);
        var keys = await UnavailableWhileAsync(ann, count => count < 3);

        await ann.Button("Best 1 seat available").TapAsync();

        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        Assert.Equal(3, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task A_long_outage_is_said_and_the_next_press_is_the_same_command()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.ComeToSeatsAsync(concert);
        var isOver = false;
        var keys = await UnavailableWhileAsync(ann, _ => !isOver);
        await ann.Button("Best 1 seat available").TapAsync();
        await ann.SeesAsync(ann.Alert("The service can’t be reached just now. Nothing is lost; try again."));
        await ann.IsAccessibleAsync("an outage");

        isOver = true;
        await ann.Button("Best 1 seat available").TapAsync();

        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task A_session_that_ended_is_said_before_a_new_one_begins()
    {
        var host = await AHostAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync("/#/wallet");
        await ann.Button("Charge ₩100,000").TapAsync();
        await ann.SeesAsync(ann.Text("₩100,000 charged."));
        await ann.GoAsync("about:blank");
        host.Api.Time.Advance(TimeSpan.FromHours(25));

        await ann.GoAsync("/#/wallet");

        await ann.SeesAsync(ann.Alert("Your session on this device has ended. Go on as a new guest?").First);
        await ann.Button("Go on").First.TapAsync();
        await ann.SeesAsync(ann.Text("No movement yet."));
    }

    [Fact]
    public async Task An_organisers_sign_in_hands_its_user_over_in_the_address_which_forgets_it()
    {
        var host = await AHostAsync();
        var user = await host.Api.UserAsync();
        (await user.ChargeAsync(77_000)).Granted(System.Net.HttpStatusCode.Created);
        var ann = await APersonAsync(host, AnEnglishPhone);

        await ann.GoAsync($"/#token={user.AccessToken}");
        await ann.SeesAsync(ann.Heading("What’s on"));
        Assert.DoesNotContain("token", ann.Page.Url, StringComparison.Ordinal);
        await ann.Link("Wallet").TapAsync();

        await ann.SeesAsync(ann.Text("₩77,000").First);
    }

    [Fact]
    public async Task Without_a_user_of_an_organisers_sign_in_the_way_to_it_is_told()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.Page.RouteAsync("**/v1/settings", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("\"self\"", "\"provider\"", StringComparison.Ordinal) });
        });

        await ann.GoAsync(Looking.LineOf(concert));

        await ann.SeesAsync(ann.Alert("Sign in with the organiser"));
    }

    [Fact]
    public async Task An_amount_that_cannot_be_charged_is_not_sent()
    {
        var host = await AHostAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync("/#/wallet");

        await ann.Page.GetByRole(AriaRole.Textbox, new() { Name = "Amount" }).FillAsync("10000001");

        await ann.SeesAsync(ann.Text("Enter 1 to 10,000,000."));
        Assert.True(await ann.Button("Charge ₩10,000,001").IsDisabledAsync());
    }

    // The keys of the reservations that are asked for, of which the service refuses those.
    private static async Task<List<string>> UnavailableWhileAsync(Person person, Func<int, bool> isSo)
    {
        person.Complaints.Expect("status of 503");
        var keys = new List<string>();
        await person.Page.RouteAsync("**/v1/reservations", async route =>
        {
            keys.Add((await route.Request.HeaderValueAsync("Idempotency-Key"))!);
            await (isSo(keys.Count) ? route.FulfillAsync(Unavailable()) : route.ContinueAsync());
        });
        return keys;
    }

    private static RouteFulfillOptions Unavailable() => new()
    {
        Status = 503,
        ContentType = "application/problem+json",
        Headers = new Dictionary<string, string> { ["Retry-After"] = "0" },
        Body = """{"type":"/problems/unavailable","title":"x","status":503,"detail":"x","code":"unavailable","traceId":"x"}""",
    };
}
