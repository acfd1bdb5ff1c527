using Microsoft.Playwright;

namespace Concert;

/// <summary>One browser with places in several queues: each is kept, and its turn is shown wherever the user is.</summary>
public sealed class TurnTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Current = "/v1/queue-tokens/current";

    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task A_turn_in_a_queue_that_was_joined_first_is_called_on_the_screen_of_another()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var (han, hanFirst) = await AQueueAsync(host, Sales.Han);
        var (moonlight, _) = await AQueueAsync(host, Sales.Moonlight);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.NotesNotificationsAsync();
        await JoinAsync(ann, han);
        await ann.CallMe().TapAsync();
        await ann.SeesAsync(ann.Text("This page calls you with a sound, a notification"));
        await JoinAsync(ann, moonlight);
        await ann.SeesAsync(ann.Text("You are in line · place 1"));

        await hanFirst.DeleteAsync(Current);

        await ann.SeesAsync(ann.Text("You’re in!"));
        await ann.SeesAsync(ann.Heading("You are in line"));
        await ann.SeesTabTitleAsync("Your turn: Night on the Han · Concert");
        Assert.Equal("It’s your turn: Night on the Han", await ann.NotificationsAsync());
        await ann.IsAccessibleAsync("a turn in another queue");
        await ann.Link("Choose your seats").TapAsync();
        await ann.SeesAsync(ann.Button("Best 1 seat available"));
        await ann.SeesTabTitleAsync("Choose your seats · Concert");
        await ann.SeesAsync(ann.Text("Moonlight over Seoul"));
    }

    [Fact]
    public async Task Two_tabs_know_the_places_of_each_other_and_the_one_that_stays_open_calls()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var (han, hanFirst) = await AQueueAsync(host, Sales.Han);
        var (moonlight, moonlightFirst) = await AQueueAsync(host, Sales.Moonlight);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await JoinAsync(ann, han);
        var tab = await ann.Page.Context.NewPageAsync();
        await tab.GotoAsync(PageQueries.WaitingRoomPath(moonlight));
        await ann.SeesAsync(tab.GetByRole(AriaRole.Heading, new() { Name = "You are in line" }));
        await ann.SeesAsync(ann.Text("Moonlight over Seoul"));
        await ann.SeesAsync(tab.GetByLabel("Reminder: Night on the Han"));

        await tab.CloseAsync();
        await moonlightFirst.DeleteAsync(Current);

        await ann.SeesAsync(ann.Text("You’re in!"));
        await ann.SeesTabTitleAsync("Your turn: Moonlight over Seoul · Concert");
        await hanFirst.DeleteAsync(Current);
        await ann.SeesAsync(ann.Heading("Choose your seats"));
        await ann.SeesTabTitleAsync("Your turn: Moonlight over Seoul · Concert");
    }

    [Fact]
    public async Task A_browser_without_notifications_calls_with_the_title()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var (han, first) = await AQueueAsync(host, Sales.Han);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.Page.AddInitScriptAsync("delete window.Notification; delete window.AudioContext;");
        await JoinAsync(ann, han);
        await ann.CallMe().TapAsync();
        await ann.SeesAsync(ann.Text("Notifications are not allowed or not possible here."));
        await ann.Link("Wallet").TapAsync();

        await first.DeleteAsync(Current);

        await ann.SeesTabTitleAsync("Your turn: Night on the Han · Concert");
    }

    [Fact]
    public async Task A_turn_that_passed_while_the_page_was_away_is_explained()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var (han, first) = await AQueueAsync(host, Sales.Han);
        var ann = await APersonAsync(host, AnEnglishPhone);
        using var metrics = new HostMetrics(host.Api);
        await JoinAsync(ann, han);
        await OpenStreamsAsync(1);
        var next = await (await host.Api.UserAsync()).JoinAsync(han);
        await ann.GoAsync("about:blank");
        // A stream that the service does not yet know to be closed would claim the turn.
        await OpenStreamsAsync(0);
        await first.DeleteAsync(Current);
        // The claim window passes only while somebody reaches the queue.
        while ((await next.GetAsync(Current)).Granted().Text("status") == "waiting") await host.AdvanceAsync(TimeSpan.FromSeconds(5));
        await next.DeleteAsync(Current);

        await ann.GoAsync("/wallet");

        await ann.SeesAsync(ann.Text("It was your turn, but nobody was here in time, so it went to the next person."));
        await ann.SeesAsync(ann.Text("You can come back to the front of the line until 09:"));
        await ann.IsAccessibleAsync("a turn that was missed");
        await ann.Button("Back to the front").TapAsync();
        await ann.SeesAsync(ann.Heading("Choose your seats"));

        Task OpenStreamsAsync(int count) => ann.EventuallyAsync(
            () => Task.FromResult(metrics.Read("open_streams") == count), $"{count} open streams");
    }

    [Fact]
    public async Task The_end_of_a_slot_is_warned_of_twice_and_explained_with_a_way_back()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.OpenSeatsAsync(concert);
        var warning = ann.Page.Locator("[aria-live=assertive]");
        await host.AdvanceAsync(TimeSpan.FromSeconds(470));
        Assert.Equal(0, await ann.Text("left to choose your seats").CountAsync());

        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        await ann.SeesAsync(warning.GetByText("Less than 2 minutes left to choose your seats. Night on the Han"));
        await ann.IsAccessibleAsync("the warning before the end of a slot");
        await host.AdvanceAsync(TimeSpan.FromSeconds(90));
        await ann.SeesAsync(warning.GetByText("Less than 30 seconds left to choose your seats. Night on the Han"));
        await host.AdvanceAsync(TimeSpan.FromSeconds(30));

        await ann.SeesAsync(warning.GetByText("Your time to choose seats is over."));
        await ann.IsAccessibleAsync("the end of a slot");
        await ann.Button("Join again").TapAsync();
        await ann.SeesAsync(ann.Button("Best 1 seat available"));
        Assert.Equal(0, await ann.Text("Your time to choose seats is over.").CountAsync());
    }

    [Fact]
    public async Task The_end_of_a_slot_is_warned_of_on_every_screen_but_not_while_its_seats_are_held()
    {
        var host = await AHostAsync();
        var (han, moonlight) = (await host.Api.ConcertAsync(), await host.Api.SaleAsync(Sales.Moonlight, TimeSpan.FromMinutes(-1)));
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.OpenSeatsAsync(moonlight);
        await ann.OpenSeatsAsync(han);
        await host.AdvanceAsync(TimeSpan.FromMinutes(6));
        await ann.Button("Best 1 seat available").TapAsync();
        await ann.SeesAsync(ann.Heading("Your seats are on hold"));

        await host.AdvanceAsync(TimeSpan.FromSeconds(125));

        await ann.SeesAsync(ann.Text("Less than 2 minutes left to choose your seats. Moonlight over Seoul"));
        Assert.Equal(0, await ann.Text("left to choose your seats. Night on the Han").CountAsync());
    }

    private static async Task<(TestConcert Concert, Caller First)> AQueueAsync(PageHost host, string title)
    {
        var concert = await host.Api.SaleAsync(title, TimeSpan.FromMinutes(-1));
        return (concert, await (await host.Api.UserAsync()).JoinAsync(concert));
    }

    private static async Task JoinAsync(Person ann, TestConcert concert)
    {
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Heading("You are in line"));
    }
}
