using Microsoft.Playwright;

namespace Concert;

/// <summary>Buying, through the roles and labels that users see, never through the page's CSS or structure.</summary>
public sealed class BuyingTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Buying_a_seat_on_a_phone()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(rows: 20, seatsPerRow: 30);
        var minji = await APersonAsync(host);

        await minji.GoAsync();
        await minji.SeesAsync(minji.Heading("지금 예매 중"));
        await minji.SeesAsync(minji.Text("남은 좌석 600석"));
        await minji.ReadmeScreenshotAsync("concerts");
        await minji.Link("Night on the Han").TapAsync();
        await minji.SeesAsync(minji.Heading("날짜 선택"));
        await minji.ReadmeScreenshotAsync("dates");
        await minji.Link("예매하기").TapAsync();

        await minji.SeesAsync(minji.Heading("좌석 선택"));
        await minji.Button("가장 좋은 1석 잡기").TapAsync();

        await minji.SeesAsync(minji.Heading("좌석을 잡았어요"));
        await minji.SeesAsync(minji.MinutesLeft(5));
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await minji.SeesAsync(minji.MinutesLeft(4));
        await minji.ReadmeScreenshotAsync("hold");
        await minji.Button("₩10,000 충전하고 결제").TapAsync();

        await minji.SeesAsync(minji.Heading("예매 완료!"));
        await minji.ReadmeScreenshotAsync("ticket");
        Assert.Equal(1, await SoldAsync(host, concert));
    }

    [Fact]
    public async Task On_the_map_a_first_tap_zooms_in_and_a_second_chooses_a_seat()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(rows: 40, seatsPerRow: 60);
        // Without the zoom animation, because a test cannot see its end.
        var minji = await APersonAsync(host, new() { ReducedMotion = ReducedMotion.Reduce });
        await minji.OpenSeatsAsync(concert);
        var map = minji.Page.GetByRole(AriaRole.Img, new() { Name = "좌석도. 전체 2,400석 중 2,400석 예매 가능" });
        await minji.SeesAsync(map);
        var box = (await map.BoundingBoxAsync())!;
        var whole = await minji.StableDrawingAsync(map);

        await map.TapAsync(new() { Position = new() { X = box.Width / 2, Y = box.Height / 2 } });
        await minji.EventuallyAsync(async () => whole != await map.DrawingAsync(), "the map has zoomed in");
        await minji.SeesAsync(minji.Button("가장 좋은 1석 잡기"));
        await map.TapAsync(new() { Position = new() { X = (box.Width / 2) + 3, Y = (box.Height / 2) + 3 } });

        await minji.SeesAsync(minji.ExactButton("1석 잡기"));
        await minji.ReadmeScreenshotAsync("seat-map");
        await minji.ExactButton("1석 잡기").TapAsync();
        await minji.SeesAsync(minji.Heading("좌석을 잡았어요"));
    }

    [Fact]
    public async Task Buying_two_chosen_seats_with_the_keyboard_only()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Device = Device.Desktop, Locale = "en-US" });
        await ann.OpenSeatsAsync(concert);

        await ann.SeesAsync(ann.Seat("R, row 1, seat 2", "available"));
        await ann.Seat("R, row 1, seat 2").FocusAsync();
        await ann.Page.Keyboard.PressAsync("Space");
        await ann.Page.Keyboard.PressAsync("ArrowRight");
        await ann.Page.Keyboard.PressAsync("Enter");
        await ann.SeesAsync(ann.Seat("R, row 1, seat 3", "chosen"));
        await ann.SeesAsync(ann.Text("₩20,000"));
        await ann.Button("Hold 2 seats").FocusAsync();
        await ann.Page.Keyboard.PressAsync("Enter");

        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        Assert.Equal("Your seats are on hold", await ann.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await ann.Button("Charge ₩20,000 and pay").FocusAsync();
        await ann.Page.Keyboard.PressAsync("Enter");
        await ann.SeesAsync(ann.Heading("You’re going!"));
        Assert.Equal(2, await SoldAsync(host, concert));
    }

    [Fact]
    public async Task Only_the_missing_amount_is_topped_up()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await ann.GoAsync("/wallet");
        await ann.Page.GetByRole(AriaRole.Textbox, new() { Name = "Amount" }).FillAsync("4000");
        await ann.Button("Charge ₩4,000").TapAsync();
        await ann.SeesAsync(ann.Text("₩4,000 charged. Balance after it: ₩4,000."));
        await ann.OpenSeatsAsync(concert);

        await ann.Button("Best 1 seat available").TapAsync();
        await ann.SeesAsync(ann.Text("₩6,000 is missing in your wallet."));
        await ann.Button("Charge ₩6,000 and pay").TapAsync();

        await ann.SeesAsync(ann.Heading("You’re going!"));
        await ann.GoAsync("/wallet");
        await ann.SeesAsync(ann.Text("-₩10,000"));
        await ann.SeesAsync(ann.Text("+₩6,000"));
        await ann.ReadmeScreenshotAsync("wallet");
    }

    [Fact]
    public async Task More_seats_than_the_limit_are_refused_with_a_message()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US", Device = Device.Desktop });
        await ann.OpenSeatsAsync(concert);
        foreach (var seat in Enumerable.Range(1, 4)) await ann.Seat($"R, row 1, seat {seat}").ClickAsync();

        await ann.Seat("R, row 1, seat 5").ClickAsync();
        await ann.SeesAsync(ann.Page.Locator("[aria-hidden=true]", new() { HasText = "You can choose up to 4 seats." }));

        await ann.Button("Hold 4 seats").ClickAsync();
        await ann.SeesAsync(ann.Heading("Your seats are on hold"));
        await ann.GoAsync($"/concerts/{concert.ConcertId}/{concert.PerformanceId}/seats");
        await ann.SeesAsync(ann.Text("You have 4 seats of this date; more are not possible."));
    }

    private static async Task<int> SoldAsync(PageHost host, TestConcert concert)
    {
        host.Api.GrowOld();
        var seats = (await host.Api.Anyone.GetAsync($"/v1/performances/{concert.PerformanceId}/seats?status=sold")).Granted();
        return seats.Json["seats"]!.AsArray().Count;
    }
}
