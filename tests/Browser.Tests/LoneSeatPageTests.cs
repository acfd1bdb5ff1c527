using Microsoft.Playwright;

namespace Concert;

/// <summary>A choice that leaves one seat alone, where the organizer refuses it: the page says so before the service has to. A row has five seats.</summary>
public sealed class LoneSeatPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData(
        "en-US", "R, row 1, seat {0}", "The organizer does not allow to leave one seat alone: R, row 1, seat {0}.", "Take it too", "Hold {0} seats",
        "Hold 1 seat", "Your seats are on hold", "Change seats", "Change to these seats", "yours")]
    [InlineData(
        "ko-KR", "R 1열 {0}번", "한 자리만 남길 수 없는 공연이에요: R 1열 {0}번.", "함께 고르기", "{0}석 잡기",
        "1석 잡기", "좌석을 잡았어요", "좌석 바꾸기", "이 좌석으로 바꾸기", "내 좌석")]
    public async Task Cannot_be_sent_and_one_that_could_not_avoid_it_can(
        string locale, string seat, string reason, string take, string hold, string holdOne, string title, string open, string change, string own)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(more: new() { ["refuseLoneSeats"] = true });
        var ann = await APersonAsync(host, new() { Locale = locale, Device = Device.Desktop });
        await ann.OpenSeatsAsync(concert);
        await SeatOf(2).ClickAsync();
        await SeatOf(3).ClickAsync();

        await ann.SeesAsync(ann.Text(With(reason, 1)));
        Assert.True(await ann.Button(With(hold, 2)).IsDisabledAsync());
        await ann.IsAccessibleAsync("a choice that is refused");
        await ann.Button(take).ClickAsync();
        await ann.Button(With(hold, 3)).ClickAsync();
        await ann.SeesAsync(ann.Heading(title));

        await ann.ExactButton(open).ClickAsync();
        await SeatOf(2).ClickAsync();
        await ann.SeesAsync(ann.Text(With(reason, 2)));
        Assert.True(await ann.Button(change).IsDisabledAsync());
        await SeatOf(1).ClickAsync();
        await ann.NoLongerSeesAsync(ann.Text(With(reason, 2)));
        await ann.Button(change).ClickAsync();
        await ann.SeesAsync(ann.Heading(title));

        // Only seats 4 and 5 are free on that side: whoever takes one of them leaves the other.
        await ann.OpenSeatsAsync(concert);
        await ann.SeesAsync(ann.Seat(With(seat, 3), own));
        await SeatOf(4).ClickAsync();
        Assert.Equal(0, await ann.Text(With(reason, 5)).CountAsync());
        await ann.Button(holdOne).ClickAsync();
        await ann.SeesAsync(ann.Heading(title));

        ILocator SeatOf(int number) => ann.Seat(With(seat, number));

        static string With(string text, int number) => string.Format(null, text, number);
    }
}
