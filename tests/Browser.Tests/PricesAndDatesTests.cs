using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Concert;

/// <summary>What the page says of prices and seats is what is asked and what is left, for each date.</summary>
public sealed class PricesAndDatesTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    // The tests begin at noon of 1 March 2027 in UTC, a Monday.
    private static readonly TimeSpan Friday = TimeSpan.FromDays(4);
    private static readonly TimeSpan Saturday = TimeSpan.FromDays(5);

    [Theory]
    [InlineData("en-US", "Prices on", "₩90,000 – ₩110,000")]
    [InlineData("ko-KR", "가격", "₩90,000 – ₩110,000")]
    public async Task A_week_day_and_a_week_end_price_are_each_shown_at_their_dates(string locale, string heading, string range)
    {
        var host = await AHostAsync();
        var concert = await CreatedAsync(host, "Prices", (Friday, 90_000), (Saturday, 110_000));
        var ann = await APersonAsync(host, new() { Locale = locale });

        await ann.GoAsync("/");
        await ann.SeesAsync(ann.Link("Prices").Filter(new() { HasText = range }));
        await ann.GoAsync($"/concerts/{concert}");

        await ann.SeesAsync(DateOf(ann, "₩90,000"));
        await ann.SeesAsync(DateOf(ann, "₩110,000"));
        Assert.Equal(0, await ann.Page.Locator(".date").Filter(new() { HasText = "₩90,000" }).Filter(new() { HasText = "₩110,000" }).CountAsync());
        var lists = ann.Page.GetByRole(AriaRole.Heading, new() { Level = 3, NameRegex = new(heading) });
        Assert.Equal(2, await lists.CountAsync());
        await ann.IsAccessibleAsync("a concert of two prices");
    }

    [Theory]
    [InlineData("en-US", "All seats on hold, some may come back", "Sold out", "there is no line to join", "Other dates")]
    [InlineData("ko-KR", "모든 좌석이 선점 중, 일부는 다시 나올 수 있어요", "매진", "설 줄이 없어요", "다른 날짜 보기")]
    public async Task Seats_on_hold_are_told_from_sold_ones_and_a_date_that_is_sold_out_leads_to_no_line(
        string locale, string onHold, string soldOut, string noLine, string otherDates)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(rows: 1, seatsPerRow: 1);
        var buyer = await (await host.Api.UserAsync()).JoinAsync(concert);
        (await buyer.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);
        var held = (await buyer.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        var ann = await APersonAsync(host, new() { Locale = locale });

        await ann.GoAsync($"/concerts/{concert.ConcertId}");
        await ann.SeesAsync(ann.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = onHold }));
        (await buyer.PayAsync(held.Text("reservationId"))).Granted(HttpStatusCode.Created);
        await ann.SeesAsync(ann.Page.Locator(".date.off").Filter(new() { HasText = soldOut }));
        Assert.Equal(0, await ann.Page.Locator("a.date").CountAsync());
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));

        await ann.SeesAsync(ann.Text(noLine));
        await ann.IsAccessibleAsync("a date without a line");
        await ann.Link(otherDates).ClickAsync();
        await ann.SeesAsync(ann.Heading("Night on the Han"));
    }

    [Theory]
    [InlineData("en-US", "Next month", "April 2027")]
    [InlineData("ko-KR", "다음 달", "2027년 4월")]
    public async Task Three_hundred_dates_are_a_calendar(string locale, string nextMonth, string april)
    {
        var host = await AHostAsync();
        var dates = Enumerable.Range(1, 300).Select(day => (TimeSpan.FromDays(day), 50_000L + (day * 100))).ToArray();
        var concert = await CreatedAsync(host, "Musical", dates);
        var ann = await APersonAsync(host, new() { Locale = locale });

        await ann.GoAsync($"/concerts/{concert}");
        await ann.SeesAsync(ann.Page.GetByRole(AriaRole.Table));
        Assert.Equal(1, await ann.Page.Locator(".date").CountAsync());
        await ann.ExactButton(nextMonth).ClickAsync();
        await ann.SeesAsync(ann.Page.GetByRole(AriaRole.Heading, new() { Name = april, Exact = true }));
        await ann.Page.Locator(".day").Nth(24).ClickAsync();

        // 25 April is 55 days after 1 March.
        await ann.SeesAsync(ann.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "₩55,500" }));
        await ann.IsAccessibleAsync("the calendar");
        await ann.ScreenshotAsync($"calendar-{locale}");
    }

    [Fact]
    public async Task Two_hundred_concerts_are_searched_and_the_way_back_keeps_the_place()
    {
        var host = await AHostAsync();
        for (var n = 1; n <= 200; n++) await CreatedAsync(host, $"Evening {n:000}", (TimeSpan.FromDays(n), 10_000));
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync("/");
        await ann.SeesAsync(ann.Link("Evening 001"));
        for (var shown = 24; shown < 120; shown += 24)
        {
            await ann.Button("Show more").ClickAsync();
            await ann.SeesAsync(ann.Link($"Evening {shown + 1:000}"));
        }

        var card = ann.Link("Evening 110");
        await card.ScrollIntoViewIfNeededAsync();
        await ann.EventuallyAsync(async () => await IsInSightAsync(card), "the card is in sight");
        await card.ClickAsync();
        await ann.SeesAsync(ann.Heading("Evening 110"));
        await ann.Page.GoBackAsync();
        await ann.EventuallyAsync(async () => await card.CountAsync() == 1 && await IsInSightAsync(card), "the card is in sight after the way back");
        await ann.Page.ReloadAsync();
        await ann.EventuallyAsync(async () => await card.CountAsync() == 1 && await IsInSightAsync(card), "the card is in sight after a reload");

        var search = ann.Page.GetByRole(AriaRole.Searchbox);
        await search.FillAsync("EVENING 19");
        await ann.SeesAsync(ann.Text("12 concerts"));
        await ann.IsAccessibleAsync("the search");
        await ann.Link("Evening 195").ClickAsync();
        await ann.SeesAsync(ann.Heading("Evening 195"));
        await ann.Page.GoBackAsync();
        await ann.SeesAsync(ann.Text("12 concerts"));
        await Assertions.Expect(search).ToHaveValueAsync("EVENING 19");
        await search.FillAsync("");
        await ann.SeesAsync(ann.Link("Evening 001"));
        await ann.Page.GetByRole(AriaRole.Combobox).SelectOptionAsync("2027-04");
        await ann.SeesAsync(ann.Text("30 concerts"));
    }

    [Fact]
    public async Task In_dollars_people_type_what_is_shown()
    {
        var host = await AHostAsync(("Wallet:Currency", "USD"));
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync("/wallet");
        var amount = ann.Page.GetByRole(AriaRole.Textbox, new() { Name = "Amount" });

        await amount.FillAsync("10.555");
        await ann.SeesAsync(ann.Text("Enter an amount with at most 2 decimals."));
        await amount.FillAsync("10.55");
        await ann.Button("Charge $10.55").ClickAsync();

        await ann.SeesAsync(ann.Text("$10.55 charged. Balance after it: $10.55."));
        await ann.IsAccessibleAsync("the wallet in dollars");
    }

    private static ILocator DateOf(Person ann, string price) =>
        ann.Page.Locator(".date").Filter(new() { HasTextRegex = new(Regex.Escape(price)) });

    private static Task<bool> IsInSightAsync(ILocator what) => what.EvaluateAsync<bool>(
        "it => { const { top, bottom } = it.getBoundingClientRect(); return bottom > 0 && top < innerHeight; }");

    /// <summary>Creates a concert with a date of four seats for each time from now and price; returns its id.</summary>
    private static async Task<string> CreatedAsync(PageHost host, string title, params (TimeSpan In, long Price)[] dates)
    {
        var answer = await host.Api.Anyone.With("Admin-Key", ApiHost.AdminKey).PostAsync("/v1/concerts", new
        {
            title,
            artist = "Haneul",
            venue = "Olympic Hall",
            performances = dates.Select(date => new
            {
                startsAt = host.Now + date.In,
                salesOpenAt = host.Now.AddMinutes(-1),
                sections = new[] { new { name = "R", rows = 1, seatsPerRow = 4, price = date.Price } },
            }),
        });
        return answer.Granted(HttpStatusCode.Created).Text("concertId");
    }
}
