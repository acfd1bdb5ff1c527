namespace Concert;

/// <summary>On other screens, a reminder links back to seats on hold or to the place in the queue.</summary>
public sealed class ReminderTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task A_reminder_shows_seats_on_hold_on_every_screen_until_they_are_paid()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.HoldBestSeatAsync(concert);

        await ann.GoAsync("about:blank");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await ann.GoAsync();
        await ann.SeesAsync(ann.MinutesLeft(4, "Seats on hold · {0} left to pay"));
        await ann.IsAccessibleAsync("the reminder of a hold");
        await ann.Link("Pay now").TapAsync();
        await ann.Button("Charge ₩10,000 and pay").TapAsync();

        await ann.SeesAsync(ann.Heading("You’re going!"));
        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Text("-₩10,000"));
        Assert.Equal(0, await ann.Text("Seats on hold").CountAsync());
    }

    [Fact]
    public async Task The_reminder_disappears_when_the_hold_ends()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.HoldBestSeatAsync(concert);
        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Text("left to pay"));

        await host.AdvanceAsync(TimeSpan.FromMinutes(5));

        await ann.NoLongerSeesAsync(ann.Text("left to pay"));
    }

    [Fact]
    public async Task A_place_in_the_queue_stays_claimed_while_its_owner_is_in_the_wallet()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync();
        var first = await (await host.Api.UserAsync()).JoinAsync(concert);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Heading("You are in line"));

        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Text("You are in line · place 1"));
        await first.DeleteAsync("/v1/queue-tokens/current");
        // Longer than an admitted place may go without a poll: the reminder's polls keep it.
        await host.AdvanceAsync(TimeSpan.FromMinutes(2));
        await ann.SeesAsync(ann.Text("You’re in!"));
        await ann.Link("Choose your seats").TapAsync();

        await ann.SeesAsync(ann.Button("Best 1 seat available"));
    }
}
