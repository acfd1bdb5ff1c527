using Microsoft.Playwright;

namespace Concert;

/// <summary>The waiting room: one user is admitted, and the others see their positions.</summary>
public sealed class WaitingRoomPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Current = "/v1/queue-tokens/current";

    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task The_queue_advances_and_its_first_user_is_admitted()
    {
        var (host, concert, before) = await AQueueOfAsync(3);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Heading("You are in line"));
        await ann.SeesAsync(ann.Text("2 people ahead of you"));

        await before[0].DeleteAsync(Current);
        await ann.SeesAsync(ann.Text("1 person ahead of you"));
        await ann.IsAccessibleAsync("the waiting room");
        await ann.ReadmeScreenshotAsync("waiting-room");
        await ann.SeesTabTitleAsync("(2) In line · Concert");
        await before[1].DeleteAsync(Current);
        await ann.SeesAsync(ann.Text("Nobody is ahead of you").First);
        await before[2].DeleteAsync(Current);

        await ann.SeesAsync(ann.Heading("Choose your seats"));
    }

    [Fact]
    public async Task A_place_survives_a_reload_and_a_closed_tab()
    {
        var (host, concert, _) = await AQueueOfAsync(2);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Text("1 person ahead of you"));
        await (await host.Api.UserAsync()).JoinAsync(concert);

        await ann.Page.ReloadAsync();
        await ann.SeesAsync(ann.Text("1 person ahead of you"));
        await ann.GoAsync("about:blank");
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));

        await ann.SeesAsync(ann.Text("1 person ahead of you"));
    }

    [Fact]
    public async Task A_lost_connection_does_not_lose_the_place()
    {
        var (host, concert, before) = await AQueueOfAsync(3);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Text("2 people ahead of you"));

        await ann.GoOfflineAsync();
        await ann.SeesAsync(ann.Text("No connection. Your place is kept; the page continues as soon as you are back online."));
        await ann.SeesAsync(ann.Text("2 people ahead of you"));
        await before[0].DeleteAsync(Current);
        await before[1].DeleteAsync(Current);
        await ann.GoOnlineAsync();

        await ann.SeesAsync(ann.Text("Nobody is ahead of you").First);
        await ann.SeesAsync(ann.Text("Your place is kept. You may reload this page"));
    }

    [Fact]
    public async Task Leaving_the_queue_asks_for_confirmation_and_frees_the_place()
    {
        var (host, concert, _) = await AQueueOfAsync(1);
        var (ann, ben) = (await APersonAsync(host, AnEnglishPhone), await APersonAsync(host, AnEnglishPhone));
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Heading("You are in line"));
        await ben.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ben.SeesAsync(ben.Text("1 person ahead of you"));

        await ann.Button("Leave the line").TapAsync();
        await ann.SeesAsync(ann.Text("Your place goes to the next person."));
        await ann.DialogButton("Leave the line").TapAsync();

        await ann.SeesAsync(ann.Heading("Night on the Han"));
        await ben.SeesAsync(ben.Text("Nobody is ahead of you").First);
    }

    [Fact]
    public async Task An_ended_place_is_reported_and_the_user_can_join_again_at_the_end()
    {
        var (host, concert, _) = await AQueueOfAsync(0);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.OpenSeatsAsync(concert);
        await host.AdvanceAsync(TimeSpan.FromMinutes(10));
        await ann.SeesAsync(ann.Link("Join the line to choose"));

        await ann.Link("Join the line to choose").TapAsync();

        await ann.SeesAsync(ann.Heading("Your place has ended"));
        await ann.IsAccessibleAsync("a place that has ended");
        await ann.Button("Join again").TapAsync();
        await ann.SeesAsync(ann.Heading("Choose your seats"));
    }

    [Fact]
    public async Task A_user_who_was_not_admitted_sees_the_map_but_cannot_reserve()
    {
        var (host, concert, _) = await AQueueOfAsync(1);
        var ann = await APersonAsync(host, AnEnglishPhone);

        await ann.GoAsync($"/concerts/{concert.ConcertId}/{concert.PerformanceId}/seats");

        await ann.SeesAsync(ann.Page.GetByRole(AriaRole.Img, new() { Name = "20 of 20 seats are available" }));
        Assert.Equal(0, await ann.Button("Best 1 seat available").CountAsync());
        await ann.Link("Join the line to choose").TapAsync();
        await ann.SeesAsync(ann.Heading("You are in line"));
    }

    [Fact]
    public async Task A_user_who_waits_for_seats_that_are_all_sold_is_advised_to_give_up()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync(rows: 1, seatsPerRow: 1);
        var buyer = await (await host.Api.UserAsync()).JoinAsync(concert);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Heading("You are in line"));

        (await buyer.ChargeAsync(10_000)).Granted(System.Net.HttpStatusCode.Created);
        var held = (await buyer.ReserveAsync(concert, "1-1-1")).Granted(System.Net.HttpStatusCode.Created);
        // The queue reads once a second what is left.
        await host.AdvanceAsync(TimeSpan.FromSeconds(5));
        (await buyer.PayAsync(held.Text("reservationId"))).Granted(System.Net.HttpStatusCode.Created);

        await ann.SeesAsync(ann.Text("No seats are left."));
        await ann.SeesAsync(ann.Heading("You are in line"));
        await ann.IsAccessibleAsync("the line of a concert that is sold out");
    }

    private async Task<(PageHost Host, TestConcert Concert, Caller[] Before)> AQueueOfAsync(int count)
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync();
        var before = new List<Caller>();
        for (var i = 0; i < count; i++) before.Add(await (await host.Api.UserAsync()).JoinAsync(concert));
        return (host, concert, [.. before]);
    }
}
