using Microsoft.Playwright;

namespace Concert;

/// <summary>From the closed waiting room over the lobby and the draw to the seats, without a reload.</summary>
public sealed class OpeningPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Current = "/v1/queue-tokens/current";

    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task A_user_who_comes_too_early_gets_into_the_lobby_and_then_to_the_seats_by_leaving_the_page_open()
    {
        var host = await AHostAsync(Sales.ShortLobby);
        var concert = await host.Api.SaleAsync(Sales.Han, Sales.InThreeMinutes);
        var ann = await APersonAsync(host, AnEnglishPhone);

        await ann.GoAsync($"/concerts/{concert.ConcertId}");
        await ann.SeesAsync(ann.Heading("The waiting room is not open yet"));
        await ann.SeesAsync(ann.Text("gets a place in line by a draw"));
        await ann.Link("Get in line").TapAsync();
        await ann.SeesAsync(ann.Text("The waiting room opens in").First);
        await ann.SeesAsync(ann.Text("you come in by itself"));

        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await ann.SeesAsync(ann.Heading("You are in the waiting room"));
        await ann.SeesAsync(ann.MinutesLeft(2));
        await ann.SeesTabTitleAsync("Waiting room · Concert");

        await host.AdvanceAsync(TimeSpan.FromMinutes(2));

        await ann.SeesAsync(ann.Heading("Choose your seats"));
    }

    [Fact]
    public async Task The_early_are_drawn_at_the_opening_and_the_page_shows_that_the_seed_fits_its_commitment()
    {
        var host = await AHostAsync(Sales.ShortLobby, ("Queue:MaxActive", "1"));
        var concert = await host.Api.SaleAsync(Sales.Han, Sales.InThreeMinutes);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        var ben = await (await host.Api.UserAsync()).JoinAsync(concert);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Heading("You are in the waiting room"));
        await ann.Text("How the draw can be checked").TapAsync();
        var commitment = await host.Api.Anyone.GetAsync($"/v1/concerts/{concert.ConcertId}/queue");
        await ann.SeesAsync(ann.Text(commitment.Json["draw"]!["commitment"]!.GetValue<string>()));
        await ann.SeesAsync(ann.Text("It is published when the sale opens."));
        // Whoever is drawn first waits too, so that the test does not depend on the draw.
        await host.Api.ConfigureQueueAsync(concert, new { paused = true });

        await host.AdvanceAsync(TimeSpan.FromMinutes(2));

        await ann.SeesAsync(ann.Heading("You are in line"));
        await ann.SeesAsync(ann.Text("Admission is paused"));
        await ann.Text("How the draw can be checked").TapAsync();
        await ann.SeesAsync(ann.Text("Checked by this browser: the seed has this fingerprint."));
        await ben.DeleteAsync(Current);
        await host.Api.ConfigureQueueAsync(concert, new { paused = false });
        await ann.SeesAsync(ann.Heading("Choose your seats"));
    }

    [Fact]
    public async Task A_user_leaves_the_lobby_and_comes_in_again_with_the_same_chance()
    {
        var host = await AHostAsync(Sales.ShortLobby);
        var concert = await host.Api.SaleAsync(Sales.Han, Sales.InThreeMinutes);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));

        await ann.Button("Leave the waiting room").TapAsync();
        await ann.SeesAsync(ann.Text("with the same chance as everyone"));
        await ann.DialogButton("Leave the waiting room").TapAsync();

        await ann.SeesAsync(ann.Heading("The waiting room is open"));
        await ann.Link("Get in line").TapAsync();
        await ann.SeesAsync(ann.Heading("You are in the waiting room"));
    }

    [Fact]
    public async Task A_date_that_opens_later_than_the_line_says_when()
    {
        var host = await AHostAsync();
        var concert = await host.Api.SaleAsync(Sales.Han, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(4));
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync($"/concerts/{concert.ConcertId}");
        await ann.SeesAsync(ann.Link("On sale from Mar 1, 2027, 9:04"));

        await ann.Link("On sale from").TapAsync();

        await ann.SeesAsync(ann.Heading("Choose your seats"));
        await ann.SeesAsync(ann.Text("This date goes on sale on Monday, March 1, 2027 at 9:04").First);
        Assert.Equal(0, await ann.Button("Best 1 seat available").CountAsync());
        await host.AdvanceAsync(TimeSpan.FromMinutes(4));
        await ann.SeesAsync(ann.Button("Best 1 seat available"));
    }

    [Fact]
    public async Task The_waiting_user_of_a_later_date_is_told_that_being_let_in_before_is_of_no_use()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.SaleAsync(Sales.Han, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(4));
        await (await host.Api.UserAsync()).JoinAsync(concert);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync($"/concerts/{concert.ConcertId}");

        await ann.Link("On sale from").TapAsync();

        await ann.SeesAsync(ann.Heading("You are in line"));
        await ann.SeesAsync(ann.Text("Night on the Han"));
        await ann.SeesAsync(ann.Text("Tuesday, March 9, 2027"));
        await ann.SeesAsync(ann.Text("If you are let in before, you can’t hold seats of it yet."));
        await host.AdvanceAsync(TimeSpan.FromMinutes(4));
        await ann.NoLongerSeesAsync(ann.Text("If you are let in before"));
    }

    [Fact]
    public async Task After_the_last_date_the_concert_says_that_the_sale_is_over()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(startsIn: TimeSpan.FromMinutes(2));
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync($"/concerts/{concert.ConcertId}");
        await ann.SeesAsync(ann.Link("Get tickets"));

        await host.AdvanceAsync(TimeSpan.FromMinutes(2));

        await ann.SeesAsync(ann.Text("The sale of this concert is over."));
        Assert.Equal(0, await ann.Link("Get tickets").CountAsync());
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Text("This date is over."));
    }

    [Theory]
    [InlineData("ko-KR", ColorScheme.Light)]
    [InlineData("en-US", ColorScheme.Dark)]
    public async Task The_screens_before_the_opening_are_accessible_and_fit_a_small_phone(string locale, ColorScheme scheme)
    {
        var isKorean = locale == "ko-KR";
        var host = await AHostAsync(Sales.ShortLobby, ("Queue:MaxActive", "1"));
        var concert = await host.Api.SaleAsync(Sales.Han, Sales.InThreeMinutes, TimeSpan.FromDays(1));
        var other = await host.Api.SaleAsync(Sales.Moonlight, TimeSpan.FromMinutes(-1));
        await (await host.Api.UserAsync()).JoinAsync(other);
        await host.Api.ConfigureQueueAsync(concert, new { message = new string('m', 300) });
        var person = await APersonAsync(host, new() { Locale = locale, ColorScheme = scheme });
        await person.Page.SetViewportSizeAsync(320, 568);

        await CheckAsync($"/concerts/{concert.ConcertId}", "대기실이 아직 열리지 않았어요", "The waiting room is not open yet");
        await CheckAsync(PageQueries.WaitingRoomPath(concert), "대기실이 아직 열리지 않았어요", "The waiting room is not open yet");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await CheckAsync(null, "대기실에 있어요", "You are in the waiting room");
        await CheckAsync($"/concerts/{concert.ConcertId}", "대기실이 열렸어요", "The waiting room is open");
        // The reminder of a second place is above this one.
        await CheckAsync(PageQueries.WaitingRoomPath(other), "줄을 서고 있어요", "You are in line");
        await host.Api.ConfigureQueueAsync(concert, new { paused = true });
        await CheckAsync(PageQueries.WaitingRoomPath(concert), "대기실에 있어요", "You are in the waiting room");
        await host.AdvanceAsync(TimeSpan.FromMinutes(2));
        await CheckAsync(null, "줄을 서고 있어요", "You are in line");

        async Task CheckAsync(string? path, string korean, string english)
        {
            if (path is not null) await person.GoAsync(path);
            await person.SeesAsync(person.Heading(isKorean ? korean : english).First);
            var disclosures = person.Page.Locator("details.draw:not([open]) summary");
            if (await disclosures.CountAsync() > 0) await disclosures.First.ClickAsync();
            await person.IsAccessibleAsync($"{english} ({locale})");
            Assert.Equal(320, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }
}
