using Microsoft.Playwright;

namespace Concert;

/// <summary>The waiting room: one is in, and the others see their turn come.</summary>
public sealed class WaitingRoomTests(Browsers browsers) : BrowserTest(browsers)
{
    private const string Current = "/v1/queue-tokens/current";

    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task The_line_moves_and_lets_its_next_one_in()
    {
        var (host, concert, before) = await ALineOfAsync(3);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(Looking.LineOf(concert));
        await ann.SeesAsync(ann.Heading("You are in line"));
        await ann.SeesAsync(ann.Text("2 people ahead of you"));

        await before[0].DeleteAsync(Current);
        await ann.SeesAsync(ann.Text("1 person ahead of you"));
        await ann.IsAccessibleAsync("the waiting room");
        await ann.ScreenAsync("waiting-room");
        await ann.TabSaysAsync("(2) In line · Concert");
        await before[1].DeleteAsync(Current);
        await ann.SeesAsync(ann.Text("Nobody is ahead of you").First);
        await before[2].DeleteAsync(Current);

        await ann.SeesAsync(ann.Heading("Choose your seats"));
    }

    [Fact]
    public async Task A_place_outlives_a_reload_and_a_closed_tab()
    {
        var (host, concert, _) = await ALineOfAsync(2);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(Looking.LineOf(concert));
        await ann.SeesAsync(ann.Text("1 person ahead of you"));
        await (await host.Api.UserAsync()).JoinAsync(concert);

        await ann.Page.ReloadAsync();
        await ann.SeesAsync(ann.Text("1 person ahead of you"));
        await ann.GoAsync("about:blank");
        await ann.GoAsync(Looking.LineOf(concert));

        await ann.SeesAsync(ann.Text("1 person ahead of you"));
    }

    [Fact]
    public async Task A_lost_connection_costs_nothing_but_the_news()
    {
        var (host, concert, before) = await ALineOfAsync(3);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(Looking.LineOf(concert));
        await ann.SeesAsync(ann.Text("2 people ahead of you"));

        await ann.GoOfflineAsync();
        await ann.SeesAsync(ann.Text("No connection. Your place is kept; we go on as soon as you are back."));
        await ann.SeesAsync(ann.Text("2 people ahead of you"));
        await before[0].DeleteAsync(Current);
        await before[1].DeleteAsync(Current);
        await ann.GoOnlineAsync();

        await ann.SeesAsync(ann.Text("Nobody is ahead of you").First);
        await ann.SeesAsync(ann.Text("Your place is kept. You may reload this page"));
    }

    [Fact]
    public async Task Who_leaves_the_line_is_asked_first_and_frees_the_place()
    {
        var (host, concert, _) = await ALineOfAsync(1);
        var (ann, ben) = (await APersonAsync(host, AnEnglishPhone), await APersonAsync(host, AnEnglishPhone));
        await ann.GoAsync(Looking.LineOf(concert));
        await ann.SeesAsync(ann.Heading("You are in line"));
        await ben.GoAsync(Looking.LineOf(concert));
        await ben.SeesAsync(ben.Text("1 person ahead of you"));

        await ann.Button("Leave the line").TapAsync();
        await ann.SeesAsync(ann.Text("Your place goes to the next person."));
        await ann.Answer("Leave the line").TapAsync();

        await ann.SeesAsync(ann.Heading("Night on the Han"));
        await ben.SeesAsync(ben.Text("Nobody is ahead of you").First);
    }

    [Fact]
    public async Task A_place_that_is_over_is_told_so_and_begins_anew_at_the_end()
    {
        var (host, concert, _) = await ALineOfAsync(0);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.ComeToSeatsAsync(concert);
        await host.AdvanceAsync(TimeSpan.FromMinutes(10));
        await ann.SeesAsync(ann.Link("Join the line to choose"));

        await ann.Link("Join the line to choose").TapAsync();

        await ann.SeesAsync(ann.Heading("Your place has ended"));
        await ann.IsAccessibleAsync("a place that is over");
        await ann.Button("Join again").TapAsync();
        await ann.SeesAsync(ann.Heading("Choose your seats"));
    }

    [Fact]
    public async Task Whoever_has_not_come_through_the_line_sees_the_map_and_takes_nothing()
    {
        var (host, concert, _) = await ALineOfAsync(1);
        var ann = await APersonAsync(host, AnEnglishPhone);

        await ann.GoAsync($"/#/concerts/{concert.ConcertId}/{concert.PerformanceId}/seats");

        await ann.SeesAsync(ann.Page.GetByRole(AriaRole.Img, new() { Name = "20 of 20 seats are available" }));
        Assert.Equal(0, await ann.Button("Best 1 seat available").CountAsync());
        await ann.Link("Join the line to choose").TapAsync();
        await ann.SeesAsync(ann.Heading("You are in line"));
    }

    private async Task<(PageHost Host, TestConcert Concert, Caller[] Before)> ALineOfAsync(int count)
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync();
        var before = new List<Caller>();
        for (var i = 0; i < count; i++) before.Add(await (await host.Api.UserAsync()).JoinAsync(concert));
        return (host, concert, [.. before]);
    }
}
