using Microsoft.Playwright;

namespace Concert;

/// <summary>After the hold: it ends, or its seats are released, or paid and refunded.</summary>
public sealed class HoldTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task The_page_shows_that_a_hold_has_ended_and_links_back_to_the_map()
    {
        var (host, ann) = await HoldingAsync();
        await host.AdvanceAsync(TimeSpan.FromMinutes(4));
        await ann.SeesAsync(ann.MinutesLeft(1));

        await host.AdvanceAsync(TimeSpan.FromMinutes(1));

        await ann.SeesAsync(ann.Heading("The hold has ended"));
        await ann.SeesAsync(ann.Text("no money was taken"));
        await ann.IsAccessibleAsync("a hold that ended");
        await ann.ReadmeScreenshotAsync("hold-ended");
        await ann.Link("Back to the map").TapAsync();
        await ann.SeesAsync(ann.Heading("Choose your seats"));
        await ann.Button("Best 1 seat available").TapAsync();
        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
    }

    [Fact]
    public async Task A_hold_survives_a_reload_with_its_time_left()
    {
        var (host, ann) = await HoldingAsync();
        await host.AdvanceAsync(TimeSpan.FromMinutes(2));

        await ann.Page.ReloadAsync();

        await ann.SeesAsync(ann.MinutesLeft(3));
    }

    [Fact]
    public async Task A_phone_with_a_wrong_clock_shows_the_time_left_by_the_services_clock()
    {
        var (_, ann) = await HoldingAsync();

        await ann.ShiftClockAsync(TimeSpan.FromMinutes(-3));
        await ann.Page.ReloadAsync();

        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        await ann.SeesAsync(ann.MinutesLeft(5));
    }

    [Fact]
    public async Task Seats_are_released_after_a_confirmation()
    {
        var (_, ann) = await HoldingAsync();

        await ann.Button("Give the seats up").TapAsync();
        await ann.SeesAsync(ann.Text("Give these seats up?"));
        await ann.IsAccessibleAsync("the confirmation before releasing seats");
        await ann.DialogButton("Keep them").TapAsync();
        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        await ann.Button("Give the seats up").TapAsync();
        await ann.DialogButton("Give the seats up").TapAsync();

        await ann.SeesAsync(ann.Heading("You gave the seats up"));
    }

    [Fact]
    public async Task A_ticket_is_found_under_my_tickets_and_refunded()
    {
        var (_, ann) = await HoldingAsync();
        await ann.Button("Charge ₩10,000 and pay").TapAsync();
        await ann.SeesAsync(ann.Heading("You’re going!"));

        await ann.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "My tickets" }).TapAsync();
        await ann.SeesAsync(ann.Link("Night on the Han"));
        await ann.IsAccessibleAsync("my tickets");
        await ann.ReadmeScreenshotAsync("my-tickets");
        await ann.Link("Night on the Han").TapAsync();
        await ann.Link("Reservation and refund").TapAsync();
        await ann.ExactButton("Refund").TapAsync();
        await ann.DialogButton("Refund").TapAsync();

        await ann.SeesAsync(ann.Heading("Refunded"));
        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Page.GetByRole(AriaRole.Paragraph).Filter(new() { HasText = "Balance₩10,000" }));
    }

    [Fact]
    public async Task A_payment_whose_answer_was_lost_is_retried_and_made_once()
    {
        var (host, ann) = await HoldingAsync();
        var keys = await ann.LoseFirstAnswerAsync("**/v1/payments", "POST");

        await ann.Button("Charge ₩10,000 and pay").TapAsync();

        await ann.SeesAsync(ann.Heading("You’re going!"));
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Text("-₩10,000"));
        Assert.Equal(1, await ann.Text("-₩10,000").CountAsync());
    }

    private async Task<(PageHost Host, Person Ann)> HoldingAsync()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.HoldBestSeatAsync(concert);
        return (host, ann);
    }
}
