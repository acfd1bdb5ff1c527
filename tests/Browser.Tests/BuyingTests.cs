using Microsoft.Playwright;

namespace Concert;

/// <summary>Buying, as people see it: by roles and labels, never by how the page is made.</summary>
public sealed class BuyingTests(Browsers browsers) : BrowserTest(browsers)
{
    [Fact]
    public async Task Buying_a_seat_on_a_phone()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var minji = await APersonAsync(host);
        var page = minji.Page;

        await minji.GoAsync();
        await minji.SeesAsync(Heading("지금 예매 중"));
        await minji.IsAccessibleAsync("the concerts");
        await minji.ScreenAsync("concerts-phone");
        await page.GetByRole(AriaRole.Link, new() { Name = "Night on the Han" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "예매하기" }).First.ClickAsync();

        await minji.SeesAsync(Heading("좌석 선택"));
        await minji.IsAccessibleAsync("the seat map");
        await minji.ScreenAsync("seat-map-phone");
        await Button("가장 좋은 1석 잡기").ClickAsync();

        await minji.SeesAsync(Heading("좌석을 잡았어요"));
        await minji.SeesAsync(page.GetByText("5:00"));
        await minji.IsAccessibleAsync("the hold");
        await minji.ScreenAsync("hold-phone");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await minji.SeesAsync(page.GetByText("4:00"));
        await Button("충전하고 결제").ClickAsync();

        await minji.SeesAsync(Heading("예매 완료!"));
        await minji.IsAccessibleAsync("the ticket");
        await minji.ScreenAsync("ticket-phone");
        var seats = (await host.Api.Anyone.GetAsync($"/v1/performances/{concert.PerformanceId}/seats")).Granted();
        Assert.Single(seats.Json["seats"]!.AsArray(), seat => seat!["status"]!.GetValue<string>() == "sold");

        ILocator Heading(string name) => page.GetByRole(AriaRole.Heading, new() { Name = name });
        ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name });
    }
}
