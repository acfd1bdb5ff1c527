namespace Concert;

/// <summary>Two people choose the same seat.</summary>
public sealed class SeatContestTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PersonOptions AtADesk = new() { Locale = "en-US", Device = Device.Desktop };

    [Fact]
    public async Task A_seat_that_another_user_takes_changes_on_every_open_map()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var (ann, ben) = (await APersonAsync(host, AtADesk), await APersonAsync(host, AtADesk));
        await ann.OpenSeatsAsync(concert);
        await ben.OpenSeatsAsync(concert);
        await ben.Seat("R, row 1, seat 2").ClickAsync();
        await ben.SeesAsync(ben.Seat("R, row 1, seat 2", "chosen"));

        await ann.Seat("R, row 1, seat 2").ClickAsync();
        await ann.Button("Hold 1 seat").ClickAsync();
        await ann.SeesAsync(ann.Heading("Your seats are on hold"));

        await ben.SeesAsync(ben.Seat("R, row 1, seat 2", "on hold"));
        await ben.SeesAsync(ben.Page.Locator("[aria-hidden=true]", new() { HasText = "R, row 1, seat 2 was just taken by someone else." }));
        await ben.SeesAsync(ben.Button("Best 1 seat available"));
        await ann.Button("Charge ₩10,000 and pay").ClickAsync();
        await ben.SeesAsync(ben.Seat("R, row 1, seat 2", "sold"));
    }

    [Fact]
    public async Task A_user_who_is_a_moment_too_late_gets_a_message_and_seats_close_by()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ben = await APersonAsync(host, AtADesk);
        await ben.OpenSeatsAsync(concert);
        await ben.Seat("R, row 1, seat 2").ClickAsync();
        await ben.SeesAsync(ben.Button("Hold 1 seat"));
        // The service's clock does not advance here, so Ben's map does not show the change before he reserves.
        var ann = await (await host.Api.UserAsync()).JoinAsync(concert);
        (await ann.ReserveAsync(concert, "1-1-2")).Granted(System.Net.HttpStatusCode.Created);

        await ben.Button("Hold 1 seat").ClickAsync();

        await ben.SeesAsync(ben.Alert("Just taken: R, row 1, seat 2. The map is up to date; take others."));
        await ben.SeesAsync(ben.Seat("R, row 1, seat 2", "on hold"));
        await ben.IsAccessibleAsync("a seat that was taken");
        await ben.ReadmeScreenshotAsync("seat-taken");
        await ben.Page.GetByRole(Microsoft.Playwright.AriaRole.Alert).GetByRole(Microsoft.Playwright.AriaRole.Button).First.ClickAsync();
        await ben.SeesAsync(ben.Heading("Your seats are on hold"));
    }

    [Fact]
    public async Task A_performance_whose_seats_are_all_held_is_not_called_sold_out()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(rows: 1, seatsPerRow: 2);
        var ann = await (await host.Api.UserAsync()).JoinAsync(concert);
        (await ann.ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(System.Net.HttpStatusCode.Created);
        var ben = await APersonAsync(host, AtADesk);
        await ben.OpenSeatsAsync(concert);

        await ben.Button("Best 1 seat available").ClickAsync();

        await ben.SeesAsync(ben.Alert("All seats here are on hold, and some may come back."));
    }
}
