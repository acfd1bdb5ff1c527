using Microsoft.Playwright;

namespace Concert;

/// <summary>The door's page with a network.</summary>
public sealed class DoorPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("en-US", "Admitted", "Already in", "Refunded", "Other date", "Not a ticket", "R · row 1 · seat 1", "door gate-1")]
    [InlineData("ko-KR", "입장", "이미 입장", "환불됨", "다른 회차", "티켓 아님", "R · 1열 · 1번", "게이트 gate-1")]
    public async Task A_ticket_is_admitted_once_and_every_other_code_is_refused_with_its_own_words(
        string locale, string admitted, string alreadyIn, string refunded, string otherDate, string notTicket, string seat, string door)
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync();
        var good = await host.Api.BuyAsync(concert, "1-1-1", "1-1-2");
        var gone = await host.Api.BuyAsync(concert, "1-2-1");
        await gone.RefundAsync();
        var other = await host.Api.BuyAsync(await host.Api.SaleAsync("Moonlight over Seoul", TimeSpan.FromMinutes(-1)), "1-1-1");
        var staff = await APersonAsync(host, new() { Locale = locale });
        await staff.OpenDoorAsync();

        await staff.ScanAsync(good.Codes[0], admitted, seat);
        await staff.SeesAsync(staff.Page.Locator(".count b").GetByText("1", new() { Exact = true }));
        await staff.ScanAsync(good.Codes[0], alreadyIn);
        await host.Api.LetInElsewhereAsync(good.Codes[1]);
        await staff.ScanAsync(good.Codes[1], alreadyIn, "gate-2");
        await staff.ScanAsync(gone.Codes[0], refunded);
        await staff.ScanAsync(other.Codes[0], otherDate);
        await staff.ScanAsync(good.Codes[0][..^1], notTicket);
        await staff.ScanAsync(good.Codes[0].Replace("1-1-1", "1-1-3", StringComparison.Ordinal), notTicket);
        await staff.ScanAsync("https://example.com/not-a-ticket", notTicket);

        // The other door shows where the ticket was used.
        var second = await APersonAsync(host, new() { Locale = locale });
        await second.OpenDoorAsync(key: Doors.SecondKey);
        await second.ScanAsync(good.Codes[0], alreadyIn, door);
    }

    [Fact]
    public async Task A_typed_booking_number_asks_which_seat_and_lets_that_one_in()
    {
        var host = await AHostAsync(Doors.Settings);
        var bought = await host.Api.BuyAsync(await host.Api.ConcertAsync(), "1-1-1", "1-1-2");
        var staff = await APersonAsync(host, new() { Locale = "en-US" });
        await staff.OpenDoorAsync();

        await TypeAsync(staff, $"{bought.Number[..4]} {bought.Number[4..].ToLowerInvariant()}");
        await staff.SeesVerdictAsync("Which seat?");
        await staff.IsAccessibleAsync("the seats of a number");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "R · row 1 · seat 2" }).ClickAsync();
        await staff.SeesVerdictAsync("Admitted", "R · row 1 · seat 2", bought.Number);
        await staff.CloseVerdictAsync();

        await TypeAsync(staff, "22222222");
        await staff.SeesVerdictAsync("Not found");
        await staff.CloseVerdictAsync();
        await TypeAsync(staff, "hello");
        await staff.SeesAsync(staff.Page.GetByText("neither a booking number nor"));
        await staff.ScanAsync(bought.Codes[1], "Already in");
        await staff.ScanAsync(bought.Codes[0], "Admitted");
    }

    [Fact]
    public async Task A_result_gives_way_to_the_next_scan_by_itself_and_to_a_tap()
    {
        var host = await AHostAsync(Doors.Settings);
        var bought = await host.Api.BuyAsync(await host.Api.ConcertAsync(), "1-1-1", "1-1-2");
        var staff = await APersonAsync(host, new() { Locale = "en-US" });
        await staff.OpenDoorAsync();

        await staff.ScanAsync(bought.Codes[0], "Admitted");
        await staff.NoLongerSeesAsync(staff.Page.GetByRole(AriaRole.Alertdialog));
        await staff.ScanAsync(bought.Codes[1], "Admitted");
        await staff.Page.GetByRole(AriaRole.Alertdialog).ClickAsync();
        await Assertions.Expect(staff.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_key_that_is_wrong_or_no_doors_opens_nothing()
    {
        var host = await AHostAsync(Doors.Settings);
        await host.Api.ConcertAsync();
        var staff = await APersonAsync(host, new() { Locale = "en-US" });

        await staff.OpenKeyAsync();
        await staff.Page.GetByLabel("Door key").FillAsync("not-a-key-of-this-service");
        await staff.Page.GetByLabel("Door key").PressAsync("Enter");

        await staff.SeesAsync(staff.Page.GetByRole(AriaRole.Alert).GetByText("does not accept this key"));
        await Assertions.Expect(staff.Page.GetByLabel("Door key")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("ko-KR", 320, 568, ForcedColors.None)]
    [InlineData("en-US", 844, 390, ForcedColors.None)]
    [InlineData("en-US", 390, 844, ForcedColors.Active)]
    public async Task On_a_small_screen_each_result_and_its_button_are_in_sight(string locale, int width, int height, object colors)
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync(more: new() { ["title"] = "Night on the Han " + new string('x', 180) });
        var bought = await host.Api.BuyAsync(concert, "1-1-1", "1-1-2");
        var staff = await APersonAsync(host, new() { Locale = locale, Screen = (width, height), ForcedColors = (ForcedColors)colors });
        await staff.OpenDoorAsync();
        await staff.ScreenshotAsync($"door-{width}");
        await Assertions.Expect(staff.Page.GetByRole(AriaRole.Button, new() { Name = locale == "ko-KR" ? "카메라 켜기" : "Turn the camera on" }))
            .ToBeInViewportAsync(new() { Ratio = 1 });
        await FitsAsync("the door");
        await staff.IsAccessibleAsync("the door on a small screen");
        var isKorean = locale == "ko-KR";

        await staff.ScanAsync(bought.Codes[0], isKorean ? "입장" : "Admitted");
        await InSightAsync("admitted");
        await staff.ScanAsync(bought.Codes[0], isKorean ? "이미 입장" : "Already in");
        await InSightAsync("already-in");
        await staff.ScanAsync(bought.Codes[0] + "A", isKorean ? "티켓 아님" : "Not a ticket");
        await InSightAsync("not-a-ticket");
        await staff.GoOfflineAsync();
        await staff.ScanAsync((await host.Api.BuyAsync(concert, "1-1-3")).Codes[0], isKorean ? "유효함, 명단에는 없음" : "Valid, newer than the list");
        await InSightAsync("newer");

        async Task InSightAsync(string name)
        {
            await staff.ScreenshotAsync($"door-{width}-{name}");
            var dialog = staff.Page.GetByRole(AriaRole.Alertdialog);
            await Assertions.Expect(dialog.GetByRole(AriaRole.Heading)).ToBeInViewportAsync(new() { Ratio = 1 });
            foreach (var button in await dialog.GetByRole(AriaRole.Button).AllAsync()) await Assertions.Expect(button).ToBeInViewportAsync(new() { Ratio = 1 });
            await FitsAsync(name);
        }

        async Task FitsAsync(string name) => Assert.True(
            await staff.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{name} is wider than the screen");
    }

    [Theory]
    [InlineData("en-US", Device.Desktop, ColorScheme.Dark)]
    [InlineData("ko-KR", Device.Phone, ColorScheme.Light)]
    public async Task The_doors_page_is_accessible(string locale, object device, ColorScheme scheme)
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync();
        var bought = await host.Api.BuyAsync(concert, "1-1-1");
        var gone = await host.Api.BuyAsync(concert, "1-1-2");
        await gone.RefundAsync();
        var staff = await APersonAsync(host, new() { Device = (Device)device, Locale = locale, ColorScheme = scheme });
        var isKorean = await staff.OpenKeyAsync();
        await staff.IsAccessibleAsync($"the key ({locale})");

        await staff.OpenDoorAsync();
        await staff.IsAccessibleAsync($"the door ({locale})");
        await staff.ScanAsync(bought.Codes[0], isKorean ? "입장" : "Admitted");
        await staff.IsAccessibleAsync($"admitted ({locale})");
        await staff.ScanAsync(bought.Codes[0], isKorean ? "이미 입장" : "Already in");
        await staff.IsAccessibleAsync($"already in ({locale})");
        await staff.ScanAsync(gone.Codes[0], isKorean ? "환불됨" : "Refunded");
        await staff.IsAccessibleAsync($"refunded ({locale})");
    }

    private static async Task TypeAsync(Person staff, string text)
    {
        await staff.Page.GetByLabel("Booking number or code").FillAsync(text);
        await staff.Page.GetByLabel("Booking number or code").PressAsync("Enter");
    }
}
