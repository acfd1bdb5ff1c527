namespace Concert;

/// <summary>Whoever looks elsewhere meanwhile finds back in time.</summary>
public sealed class ReminderTests(Browsers browsers) : BrowserTest(browsers)
{
    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task Seats_on_hold_are_remembered_on_every_screen_until_they_are_paid()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.HoldTheBestSeatAsync(concert);

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
    public async Task A_hold_that_ended_elsewhere_is_reminded_of_no_more()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.HoldTheBestSeatAsync(concert);
        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Text("left to pay"));

        await host.AdvanceAsync(TimeSpan.FromMinutes(5));

        await ann.SeesNoMoreAsync(ann.Text("left to pay"));
    }

    [Fact]
    public async Task A_place_in_line_is_kept_up_while_its_owner_charges_the_wallet()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync();
        var first = await (await host.Api.UserAsync()).JoinAsync(concert);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(Looking.LineOf(concert));
        await ann.SeesAsync(ann.Heading("You are in line"));

        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Text("You are in line · place 1"));
        await first.DeleteAsync("/v1/queue-tokens/current");
        // Longer than an admitted place may stay away: to be asked for by the reminder is to be there.
        await host.AdvanceAsync(TimeSpan.FromMinutes(2));
        await ann.SeesAsync(ann.Text("You’re in!"));
        await ann.Link("Choose your seats").TapAsync();

        await ann.SeesAsync(ann.Button("Best 1 seat available"));
    }
}
