using System.Net;

namespace Concert;

/// <summary>A user changes the seats of a reservation that is held.</summary>
public sealed class ChangeSeatsPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("en-US", "R, row 1, seat {0}", "Hold 1 seat", "Change seats", "+1 seat, −1 seat", "Change to these seats", "Your seats are on hold", "₩10,000")]
    [InlineData("ko-KR", "R 1열 {0}번", "1석 잡기", "좌석 바꾸기", "+1석, −1석", "이 좌석으로 바꾸기", "좌석을 잡았어요", "₩10,000")]
    public async Task A_seat_is_swapped_and_the_countdown_goes_on(
        string locale, string seat, string hold, string open, string summary, string change, string title, string total)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = locale, Device = Device.Desktop });
        await ann.OpenSeatsAsync(concert);
        await ann.Seat(string.Format(null, seat, 2)).ClickAsync();
        await ann.Button(hold).ClickAsync();
        await ann.SeesAsync(ann.Heading(title));
        await host.AdvanceAsync(TimeSpan.FromMinutes(2));
        await ann.ExactButton(open).ClickAsync();
        await ann.SeesAsync(ann.MinutesLeft(3));
        Assert.True(await ann.Button(change).IsDisabledAsync());

        await ann.Seat(string.Format(null, seat, 2)).PressAsync("Enter");
        Assert.True(await ann.Button(change).IsDisabledAsync());
        await ann.Seat(string.Format(null, seat, 2)).PressAsync("ArrowRight");
        await ann.Page.Keyboard.PressAsync("Enter");
        await ann.SeesAsync(ann.Text(summary));
        await ann.IsAccessibleAsync("changing seats");
        await ann.Button(change).ClickAsync();

        await ann.SeesAsync(ann.Heading(title));
        await ann.SeesAsync(ann.Text(string.Format(null, seat, 3)));
        await ann.SeesAsync(ann.Text(total).First);
        Assert.Equal(0, await ann.Text(string.Format(null, seat, 2)).CountAsync());
        await ann.SeesAsync(ann.MinutesLeft(3));
    }

    [Fact]
    public async Task A_seat_that_was_taken_meanwhile_changes_nothing()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await ann.HoldBestSeatAsync(concert);
        var held = (await ann.Page.Locator(".bill li span").First.InnerTextAsync()).Trim();
        await ann.ExactButton("Change seats").TapAsync();
        await ann.ExactButton("List").TapAsync();
        await ann.Seat(held, "chosen").TapAsync();
        await ann.Seat("R, row 1, seat 5").TapAsync();
        await ann.SeesAsync(ann.Text("+1 seat, −1 seat"));
        await ann.ScreenshotAsync("change-seats");
        // The service's clock stands still here, so Ann's map does not show the change before she presses.
        var ben = await (await host.Api.UserAsync()).JoinAsync(concert);
        (await ben.ReserveAsync(concert, "1-1-5")).Granted(HttpStatusCode.Created);

        await ann.Button("Change to these seats").TapAsync();

        await ann.SeesAsync(ann.Alert("Just taken: R, row 1, seat 5."));
        await ann.SeesAsync(ann.Alert("Nothing was changed: your seats are still on hold for you."));
        await ann.Button("Keep as it was").TapAsync();
        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        await ann.SeesAsync(ann.Text(held));
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_made_once()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US", Device = Device.Desktop });
        await ann.OpenSeatsAsync(concert);
        await ann.Seat("R, row 1, seat 2").ClickAsync();
        await ann.Button("Hold 1 seat").ClickAsync();
        await ann.ExactButton("Change seats").ClickAsync();
        var keys = await ann.LoseFirstAnswerAsync("**/v1/reservations/*", "PATCH");

        await ann.Seat("R, row 1, seat 3").ClickAsync();
        await ann.Button("Change to these seats").ClickAsync();

        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        await ann.SeesAsync(ann.Text("R, row 1, seat 3"));
        await ann.SeesAsync(ann.Button("Charge ₩20,000 and pay"));
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
    }
}
