using Microsoft.Playwright;
using static Concert.Attention;

namespace Concert;

/// <summary>Users who ask to be called: the page calls them, they say that they are here, and come back when they were not.</summary>
public sealed class CalledUserPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Current = "/v1/queue-tokens/current";
    private const string Seats = "Choose your seats";
    private const string Turn = "It’s your turn";

    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task A_user_who_works_in_another_window_is_called_and_claims_the_turn_by_the_button()
    {
        var (host, concert, first) = await AQueueAsync();
        var ann = await ACalledUserAsync(host, concert);
        var next = await (await host.Api.UserAsync()).JoinAsync(concert);
        await ann.LooksAtAsync(Target.OtherWindow);

        await first.DeleteAsync(Current);

        await ann.SeesAsync(ann.Heading(Turn));
        await ann.SeesAsync(ann.MinutesLeft(2));
        await ann.SeesAsync(ann.Text("the turn goes to the next person; you can then come back to the front of the line once"));
        await ann.SeesTabTitleAsync("Your turn: Night on the Han · Concert");
        Assert.Equal("It’s your turn: Night on the Han", await ann.NotificationsAsync());
        await ann.IsAccessibleAsync("a user who is called");
        // Longer than the turn of a user who did not ask to be called waits.
        await host.AdvanceAsync(TimeSpan.FromSeconds(60));
        await ann.SeesAsync(ann.MinutesLeft(1));
        await ann.Button("I’m here").TapAsync();

        await ann.SeesAsync(ann.Button("Best 1 seat available"));
        await host.AdvanceAsync(TimeSpan.FromSeconds(90));
        await ann.SeesAsync(ann.Heading(Seats));
        Assert.Equal("waiting", (await next.GetAsync(Current)).Granted().Text("status"));
    }

    [Fact]
    public async Task A_hidden_tab_does_not_claim_and_the_user_who_comes_back_to_it_does_without_a_press()
    {
        var (host, concert, first) = await AQueueAsync();
        var ann = await ACalledUserAsync(host, concert);
        await ann.LooksAtAsync(Target.OtherTab);

        await first.DeleteAsync(Current);
        await ann.SeesTabTitleAsync("Your turn: Night on the Han · Concert");
        await host.AdvanceAsync(TimeSpan.FromSeconds(60));
        await ann.SeesAsync(ann.Heading(Turn));
        await ann.LooksAtAsync(Target.Page);

        await ann.SeesAsync(ann.Heading(Seats));
        await ann.SeesTabTitleAsync("Choose your seats · Concert");
    }

    [Fact]
    public async Task A_user_who_looks_at_the_page_is_let_in_at_once()
    {
        var (host, concert, first) = await AQueueAsync();
        var ann = await ACalledUserAsync(host, concert);

        await first.DeleteAsync(Current);

        await ann.SeesAsync(ann.Heading(Seats));
        await host.AdvanceAsync(TimeSpan.FromMinutes(3));
        await ann.SeesAsync(ann.Button("Best 1 seat available"));
    }

    [Fact]
    public async Task A_turn_is_called_and_claimed_on_every_screen()
    {
        var (host, concert, first) = await AQueueAsync();
        var ann = await ACalledUserAsync(host, concert);
        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Text("You are in line · place 1"));
        await ann.LooksAtAsync(Target.OtherWindow);

        await first.DeleteAsync(Current);

        await ann.SeesAsync(ann.Text("Say that you are here within "));
        await ann.IsAccessibleAsync("a call on another screen");
        await ann.Link("I’m here").TapAsync();
        await ann.SeesAsync(ann.Button("Best 1 seat available"));
    }

    [Fact]
    public async Task A_user_who_missed_the_call_comes_back_to_the_front_also_after_a_reload_and_only_once()
    {
        var (host, concert, first) = await AQueueAsync();
        var ann = await ACalledUserAsync(host, concert);
        var (next, last) = (await (await host.Api.UserAsync()).JoinAsync(concert), await (await host.Api.UserAsync()).JoinAsync(concert));
        await ann.LooksAtAsync(Target.OtherTab);
        await first.DeleteAsync(Current);
        await ann.SeesTabTitleAsync("Your turn: Night on the Han · Concert");

        await host.AdvanceAsync(TimeSpan.FromSeconds(125));
        await ann.SeesAsync(ann.Heading("You missed your turn"));
        await ann.SeesAsync(ann.MinutesLeft(10));
        await ann.IsAccessibleAsync("a user who missed the turn");
        await Eventually.IsAsync(
            host.Api, async () => (await next.GetAsync(Current)).Granted().Text("status") == "active", "the next user is admitted");
        await ann.Page.ReloadAsync();
        await ann.Button("Back to the front").TapAsync();

        await ann.SeesAsync(ann.Heading("You are in line"));
        await ann.SeesAsync(ann.Text("Nobody is ahead of you").First);
        Assert.Equal("waiting", (await last.GetAsync(Current)).Granted().Text("status"));
        await ann.LooksAtAsync(Target.OtherTab);
        await next.DeleteAsync(Current);
        await ann.SeesAsync(ann.Text("you can only join again at the end of the line"));
        await host.AdvanceAsync(TimeSpan.FromSeconds(125));
        await ann.SeesAsync(ann.Heading("You missed your turn"));
        await ann.SeesAsync(ann.Button("Join again"));
        Assert.Equal(0, await ann.Button("Back to the front").CountAsync());
    }

    [Fact]
    public async Task After_the_time_to_come_back_the_user_can_join_again_at_the_end()
    {
        var (host, concert, first) = await AQueueAsync();
        var ann = await ACalledUserAsync(host, concert);
        await ann.LooksAtAsync(Target.OtherTab);
        await first.DeleteAsync(Current);
        await ann.SeesTabTitleAsync("Your turn: Night on the Han · Concert");
        await host.AdvanceAsync(TimeSpan.FromSeconds(125));
        await ann.SeesAsync(ann.Button("Back to the front"));

        await host.AdvanceAsync(TimeSpan.FromMinutes(10));

        await ann.SeesAsync(ann.Text("You can join again at the end of the line."));
        await (await host.Api.UserAsync()).JoinAsync(concert);
        await ann.Button("Join again").TapAsync();
        await ann.SeesAsync(ann.Text("Nobody is ahead of you").First);
    }

    [Fact]
    public async Task The_switch_survives_a_reload_says_how_long_a_turn_waits_and_can_be_turned_off()
    {
        var (host, concert, first) = await AQueueAsync();
        var ann = await ACalledUserAsync(host, concert);

        await ann.Page.ReloadAsync();
        await ann.SeesAsync(ann.Text("you have 2 minutes to come"));
        Assert.Equal("true", await ann.CallMe().GetAttributeAsync("aria-checked"));
        await ann.SeesAsync(ann.Text("If this page is closed for more than 3 minutes, others go first; you keep your turn."));
        await ann.CallMe().TapAsync();
        await ann.SeesAsync(ann.Text("goes to the next person after 30 seconds"));
        Assert.Equal("false", await ann.CallMe().GetAttributeAsync("aria-checked"));
        await ann.LooksAtAsync(Target.OtherTab);
        await first.DeleteAsync(Current);

        // The open page takes the turn of a user who is not called.
        await ann.SeesAsync(ann.Heading(Seats));
        Assert.Equal("", await ann.NotificationsAsync());
    }

    [Fact]
    public async Task A_user_who_was_called_once_is_called_in_the_next_queue_without_asking_again()
    {
        var (host, concert, _) = await AQueueAsync();
        var ann = await ACalledUserAsync(host, concert);
        var moonlight = await host.Api.SaleAsync(Sales.Moonlight, TimeSpan.FromMinutes(-1));
        var first = await (await host.Api.UserAsync()).JoinAsync(moonlight);

        await ann.GoAsync(PageQueries.WaitingRoomPath(moonlight));
        await ann.SeesAsync(ann.Text("you have 2 minutes to come"));
        await ann.LooksAtAsync(Target.OtherTab);
        await first.DeleteAsync(Current);

        await ann.SeesAsync(ann.Heading(Turn));
    }

    [Theory]
    [InlineData("ko-KR", ColorScheme.Light)]
    [InlineData("en-US", ColorScheme.Dark)]
    public async Task The_screens_of_a_called_user_are_accessible_and_fit_a_small_phone(string locale, ColorScheme scheme)
    {
        var isKorean = locale == "ko-KR";
        var (host, concert, first) = await AQueueAsync();
        var person = await APersonAsync(host, new() { Locale = locale, ColorScheme = scheme });
        await person.Page.SetViewportSizeAsync(320, 568);
        await person.CanLookAwayAsync();
        await person.GoAsync(PageQueries.WaitingRoomPath(concert));
        await person.CallMe().TapAsync();
        await person.SeesAsync(person.Text(isKorean ? "2분 안에 돌아오세요" : "you have 2 minutes to come"));
        await CheckAsync("줄을 서고 있어요", "You are in line");
        await person.LooksAtAsync(Target.OtherTab);

        await first.DeleteAsync(Current);

        await CheckAsync("내 차례예요", Turn);
        await host.AdvanceAsync(TimeSpan.FromSeconds(125));
        await CheckAsync("차례를 놓쳤어요", "You missed your turn");

        async Task CheckAsync(string korean, string english)
        {
            await person.SeesAsync(person.Heading(isKorean ? korean : english));
            await person.IsAccessibleAsync($"{english} ({locale})");
            Assert.Equal(320, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    private async Task<(PageHost Host, TestConcert Concert, Caller First)> AQueueAsync()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.SaleAsync(Sales.Han, TimeSpan.FromMinutes(-1));
        return (host, concert, await (await host.Api.UserAsync()).JoinAsync(concert));
    }

    // Waits in line, and has asked to be called.
    private async Task<Person> ACalledUserAsync(PageHost host, TestConcert concert)
    {
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.CanLookAwayAsync();
        await ann.NotesNotificationsAsync();
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.CallMe().TapAsync();
        await ann.SeesAsync(ann.Text("you have 2 minutes to come"));
        return ann;
    }
}
