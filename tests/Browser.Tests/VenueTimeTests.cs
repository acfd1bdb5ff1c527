using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Concert;

/// <summary>The times of a venue, seen from another time zone, and typed on the clocks of the venue.</summary>
public sealed class VenueTimeTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("en-US", @"Mon, Mar 8, 2027, 9:00\sPM in Seoul · 7:00\sAM your time", @"Monday, March 8, 2027 at 9:00\sPM in Seoul · 7:00\sAM your time")]
    [InlineData("ko-KR", @"3월 8일 \(월\) 오후 9:00 \(서울 시간\) · 내 기기 시간 오전 7:00", @"3월 8일 월요일 오후 9:00 \(서울 시간\) · 내 기기 시간 오전 7:00")]
    public async Task In_New_York_each_time_of_a_concert_in_Seoul_is_Seouls_with_the_devices_beside_it(string locale, string brief, string whole)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var nia = await APersonAsync(host, new() { Locale = locale, TimeZone = "America/New_York" });
        var isKorean = locale == "ko-KR";

        await nia.GoAsync();
        await nia.SeesAsync(Matching(nia, brief));
        await nia.GoAsync($"/concerts/{concert.ConcertId}");
        await nia.SeesAsync(Matching(nia, whole));
        await nia.IsAccessibleAsync($"a date in another zone ({locale})");
        await nia.OpenSeatsAsync(concert);
        await nia.SeesAsync(Matching(nia, isKorean ? @"오후 9:00 \(서울 시간\) · 내 기기 시간 오전 7:00" : @"9:00\sPM in Seoul · 7:00\sAM your time"));
        await nia.Button(isKorean ? "가장 좋은 1석 잡기" : "Best 1 seat available").TapAsync();
        await nia.SeesAsync(nia.Heading(isKorean ? "좌석을 잡았어요" : "Your seats are on hold"));
        await nia.SeesAsync(Matching(nia, whole));
        await nia.Button(isKorean ? "₩10,000 충전하고 결제" : "Charge ₩10,000 and pay").TapAsync();
        await nia.SeesAsync(nia.Page.GetByRole(AriaRole.Region, new() { Name = isKorean ? "티켓" : "Ticket" }).GetByText(new Regex(whole)));
        await nia.GoAsync("/mine");
        await nia.SeesAsync(Matching(nia, brief));
    }

    [Theory]
    [InlineData("en-US", @"The sale opens on .*9:03\sPM in Seoul \(7:03\sAM your time\)\.")]
    [InlineData("ko-KR", @"판매는 .*오후 9:03\(서울 시간, 내 기기 시간 오전 7:03\)에 시작합니다\.")]
    public async Task In_New_York_the_opening_of_a_sale_in_Seoul_is_told_in_both_times(string locale, string opening)
    {
        var host = await AHostAsync(Sales.ShortLobby);
        var concert = await host.Api.SaleAsync(Sales.Han, Sales.InThreeMinutes);
        var nia = await APersonAsync(host, new() { Locale = locale, TimeZone = "America/New_York" });

        await nia.GoAsync($"/concerts/{concert.ConcertId}");
        await nia.SeesAsync(Matching(nia, opening));
        await nia.GoAsync(PageQueries.WaitingRoomPath(concert));
        await nia.SeesAsync(Matching(nia, opening));
    }

    [Theory]
    [InlineData("en-US", "The sale of this date ends then too", "The sale of this date is over too.", "Best 1 seat available")]
    [InlineData("ko-KR", "이 날짜의 판매도 그때 끝나서", "이 날짜의 판매도 끝났어요.", "가장 좋은 1석 잡기")]
    public async Task A_hold_that_ends_with_the_sale_says_so(string locale, string cut, string over, string best)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(salesCloseIn: TimeSpan.FromMinutes(3));
        var minji = await APersonAsync(host, new() { Locale = locale });

        await minji.OpenSeatsAsync(concert);
        await minji.Button(best).TapAsync();
        await minji.SeesAsync(minji.MinutesLeft(3));
        await minji.SeesAsync(minji.Text(cut));
        await host.AdvanceAsync(TimeSpan.FromMinutes(3));
        await minji.SeesAsync(minji.Text(over));
    }

    [Theory]
    [InlineData("en-US", "skip it", @"That is Sunday, October 31, 2027 at 1:30\sAM in London \(Sat, Oct 30, 9:30\sPM your time\)\. The clocks there are at UTC\.")]
    [InlineData("ko-KR", "없는 시각", @"10월 31일 일요일 오전 1:30\(런던 시간, 내 기기 시간 10월 30일 \(토\) 오후 9:30\)입니다\. 현지 시계는 UTC입니다\.")]
    public async Task An_operator_in_New_York_types_the_times_of_London_as_Londons_clocks_show_them(string locale, string skipped, string readBack)
    {
        var host = await AHostAsync();
        var jisu = await APersonAsync(host, new() { Device = Device.Desktop, Locale = locale, TimeZone = "America/New_York" });
        var isKorean = locale == "ko-KR";
        ILocator Field(string korean, string english) => jisu.Page.GetByLabel(isKorean ? korean : english, new() { Exact = true });
        var create = jisu.Page.Locator("form").GetByRole(AriaRole.Button, new() { Name = isKorean ? "공연 만들기" : "Create the concert" });

        await jisu.GoAsync("/admin");
        await Field("관리자 키", "Admin key").FillAsync(ApiHost.AdminKey);
        await Field("관리자 키", "Admin key").PressAsync("Enter");
        await jisu.Link(isKorean ? "공연 만들기" : "New concert").First.ClickAsync();
        await Assertions.Expect(Field("시간대", "Time zone")).ToHaveValueAsync("Asia/Seoul");
        await Field("시간대", "Time zone").FillAsync("london");
        await jisu.ExactButton(isKorean ? "클럽" : "Club").Or(jisu.Button(isKorean ? "클럽" : "Club")).First.ClickAsync();
        await Field("제목", "Title").FillAsync("Night on the Thames");
        await Field("아티스트", "Artist").FillAsync("Haneul");
        await Field("공연장", "Venue").FillAsync("The Dome");

        await Field("시작", "Starts").FillAsync("2027-03-28T01:30");
        await create.ClickAsync();
        await jisu.SeesAsync(jisu.Text(skipped));
        await Assertions.Expect(Field("시작", "Starts")).ToBeFocusedAsync();

        await Field("시작", "Starts").FillAsync("2027-10-31T01:30");
        await create.ClickAsync();
        await jisu.SeesAsync(jisu.Text(isKorean ? "아래에서 하나를 고르세요" : "choose one below"));
        await jisu.IsAccessibleAsync($"the question which time is meant ({locale})");
        await jisu.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new(isKorean ? "^두 번째" : "^The second") }).CheckAsync();
        await jisu.SeesAsync(Matching(jisu, readBack));
        await create.ClickAsync();
        await jisu.SeesAsync(jisu.Link(isKorean ? "예매 페이지에서 보기" : "Show it there"));

        var item = Assert.Single((await host.Api.Anyone.GetAsync("/v1/concerts")).Granted().Json["items"]!.AsArray())!;
        Assert.Equal("Europe/London", item["timeZone"]!.GetValue<string>());
        var dates = (await host.Api.Anyone.GetAsync($"/v1/concerts/{item["concertId"]}/performances")).Granted();
        Assert.Equal("2027-10-31T01:30:00Z", Assert.Single(dates.Json["items"]!.AsArray())!["startsAt"]!.GetValue<string>());
    }

    private static ILocator Matching(Person person, string pattern) => person.Page.GetByText(new Regex(pattern)).First;
}
