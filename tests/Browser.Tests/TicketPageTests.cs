using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Concert;

/// <summary>The ticket on the fan's telephone: from the payment to the gate, with and without network.</summary>
public sealed class TicketPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string DoorKey = "the-key-of-a-door-in-the-tests-of-the-ticket";

    private static readonly (string Key, string Value)[] ADoor =
        [("Admin:Keys:0:Name", "gate-1"), ("Admin:Keys:0:Key", DoorKey), ("Admin:Keys:0:Role", "door")];

    public static TheoryData<string> Languages => ["en-US", "ko-KR"];

    [Theory, MemberData(nameof(Languages))]
    public async Task After_the_payment_each_seat_has_its_screen_whose_code_the_door_lets_in_once(string locale)
    {
        var (host, fan) = await PaidAsync(new() { Locale = locale });
        await fan.SeesAsync(fan.Text(await NumberAsync(fan)));
        await fan.Link(Said(locale, "Show 2 tickets", "티켓 2장 보기")).TapAsync();
        await fan.SeesAsync(fan.Text(Said(locale, "1 of 2", "2장 중 1번째")));
        await fan.IsAccessibleAsync("a ticket");
        var codes = await CodesAsync(fan);
        Assert.Equal(codes[0], await fan.ReadScreenAsync());
        await fan.SeesAsync(fan.Text(await NumberAsync(fan)).First);

        await fan.ExactButton(Said(locale, "Next seat", "다음 좌석")).TapAsync();
        await fan.SeesAsync(fan.Text(Said(locale, "2 of 2", "2장 중 2번째")));
        await fan.EventuallyAsync(async () => await fan.ReadScreenAsync() == codes[1], "the code of the second seat is on the screen");
        (await ScanAsync(host, codes[1])).Granted();
        (await ScanAsync(host, codes[1])).Refused(409, "already_checked_in");

        await host.AdvanceAsync(TimeSpan.FromSeconds(31));
        await fan.SeesAsync(fan.Text(Said(locale, "Used at 12:", "입장 완료")).Or(fan.Text("Used at 9:")).First);
        await fan.IsAccessibleAsync("a used ticket");
    }

    [Theory]
    [InlineData("en-US", "/")]
    [InlineData("ko-KR", "/")]
    [InlineData("en-US", "/#/mine")]
    [InlineData("ko-KR", "the ticket")]
    public async Task At_a_gate_in_a_tunnel_the_ticket_is_two_taps_away_without_network(string locale, string path)
    {
        var (_, fan) = await PaidAsync(new() { Locale = locale, Stores = true });
        await fan.Link(Said(locale, "Show 2 tickets", "티켓 2장 보기")).TapAsync();
        await fan.SeesAsync(fan.Text(Said(locale, "1 of 2", "2장 중 1번째")));
        var (address, codes) = (fan.Page.Url, await CodesAsync(fan));
        await IsStoredAsync(fan);
        fan.ConsoleErrors.Expect("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED");
        await fan.GoOfflineAsync();
        await fan.Page.CloseAsync();

        var cold = await fan.OpenTabAsync(path == "the ticket" ? address : path);
        if (path == "/") await cold.Link(Said(locale, "My tickets", "내 티켓")).TapAsync();
        if (path != "the ticket")
        {
            await cold.SeesAsync(cold.Link("Night on the Han"));
            await cold.IsAccessibleAsync("my tickets without network");
            await cold.Link("Night on the Han").TapAsync();
        }

        await cold.SeesAsync(cold.Text(Said(locale, "No connection. This is what was known at", "마지막으로 확인한 내용")));
        Assert.Equal(codes[0], await cold.ReadScreenAsync());
        await cold.IsAccessibleAsync("a ticket without network");
        await cold.ScreenshotAsync($"ticket-offline-{locale}");

        await cold.GoOnlineAsync();
        await cold.NoLongerSeesAsync(cold.Text(Said(locale, "No connection.", "연결이 끊겼어요.")));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_ticket_that_was_refunded_meanwhile_says_so_and_shows_no_code(string locale)
    {
        var (host, fan) = await PaidAsync(new() { Locale = locale });
        await fan.Link(Said(locale, "Show 2 tickets", "티켓 2장 보기")).TapAsync();
        await fan.SeesAsync(fan.Page.Locator(".qr").First);
        var code = (await CodesAsync(fan))[0];

        await RefundAsync(host, fan);
        await host.AdvanceAsync(TimeSpan.FromSeconds(31));

        await fan.SeesAsync(fan.Heading(Said(locale, "This ticket was refunded", "환불된 티켓이에요")));
        Assert.Equal(0, await fan.Page.Locator(".qr").CountAsync());
        Assert.Empty(await KeptAsync(fan));
        await fan.IsAccessibleAsync("a refunded ticket");
        (await ScanAsync(host, code)).Refused(409, "ticket_refunded");
    }

    [Fact]
    public async Task A_ticket_refunded_in_another_tab_is_gone_in_this_one_at_once()
    {
        var (_, fan) = await PaidAsync(new() { Locale = "en-US" });
        await fan.Link("Show 2 tickets").TapAsync();
        await fan.SeesAsync(fan.Page.Locator(".qr").First);
        var there = await fan.OpenTabAsync("/#/mine");
        await there.Link("Night on the Han").TapAsync();
        await there.Link("Reservation and refund").TapAsync();

        await there.ExactButton("Refund").TapAsync();
        await there.DialogButton("Refund").TapAsync();

        await there.SeesAsync(there.Heading("Refunded"));
        await fan.SeesAsync(fan.Heading("This ticket was refunded"));
        Assert.Empty(await KeptAsync(fan));
    }

    [Fact]
    public async Task Another_user_of_the_device_finds_no_ticket_of_the_one_before()
    {
        var (host, fan) = await PaidAsync(new() { Locale = "en-US" });
        await fan.Link("Show 2 tickets").TapAsync();
        await fan.SeesAsync(fan.Page.Locator(".qr").First);
        var other = await host.Api.UserAsync();
        var there = await fan.OpenTabAsync("/#/recover");
        var recovery = (await other.PostAsync("/v1/users/me/recovery-code")).Granted(HttpStatusCode.Created).Text("code");

        await there.Page.GetByRole(AriaRole.Textbox).FillAsync(recovery);
        await there.Button("Bring them here").TapAsync();
        await there.Button("Go on and leave them").TapAsync();

        await fan.SeesAsync(fan.Alert("There is no such reservation of yours."));
        Assert.Equal(0, await fan.Page.Locator(".qr").CountAsync());
        Assert.Empty(await KeptAsync(fan));
    }

    [Theory]
    [InlineData(320, 568, ColorScheme.Light, ForcedColors.None)]
    [InlineData(390, 844, ColorScheme.Dark, ForcedColors.None)]
    [InlineData(844, 390, ColorScheme.Light, ForcedColors.None)]
    [InlineData(1280, 800, ColorScheme.Dark, ForcedColors.None)]
    [InlineData(390, 844, ColorScheme.Dark, ForcedColors.Active)]
    public async Task The_code_is_whole_on_every_screen_and_in_every_theme(int width, int height, ColorScheme scheme, ForcedColors colors)
    {
        var (_, fan) = await PaidAsync(new()
        {
            Locale = "en-US",
            TimeZone = "America/New_York",
            Screen = (width, height),
            ColorScheme = scheme,
            ForcedColors = colors,
        });

        await fan.Link("Show 2 tickets").TapAsync();
        await fan.SeesAsync(fan.Page.Locator(".qr").First);
        await fan.Page.EvaluateAsync("document.fonts.ready");

        await fan.ScreenshotAsync($"ticket-{width}x{height}-{scheme}-{colors}");
        Assert.Equal((await CodesAsync(fan))[0], await fan.ReadScreenAsync());
        Assert.False(await fan.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"));
        await fan.IsAccessibleAsync($"a ticket at {width}x{height}");
    }

    [Fact]
    public async Task The_keyboard_moves_between_the_seats()
    {
        var (_, fan) = await PaidAsync(new() { Locale = "en-US", Device = Device.Desktop });
        await fan.Link("Show 2 tickets").ClickAsync();
        await fan.SeesAsync(fan.Text("1 of 2"));

        await fan.Page.Keyboard.PressAsync("ArrowRight");
        await fan.SeesAsync(fan.Text("2 of 2"));
        Assert.True(await fan.ExactButton("Next seat").IsDisabledAsync());
        await fan.Page.Keyboard.PressAsync("Home");
        await fan.SeesAsync(fan.Text("1 of 2"));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task On_paper_every_seat_has_its_code_and_the_recovery_code_that_the_page_knows(string locale)
    {
        var (_, fan) = await PaidAsync(new() { Locale = locale });
        await fan.Button(Said(locale, "Show my recovery code", "복구 코드 보기")).TapAsync();
        var recovery = await fan.Page.Locator(".recovery-code code").InnerTextAsync();
        await fan.Link(Said(locale, "Show 2 tickets", "티켓 2장 보기")).TapAsync();
        await fan.SeesAsync(fan.Page.Locator(".qr").First);

        await fan.Page.EmulateMediaAsync(new() { Media = Media.Print });

        foreach (var seat in await fan.Page.Locator(".gate-seat").AllAsync()) Assert.True(await seat.IsVisibleAsync());
        await fan.SeesAsync(fan.Text(recovery));
        Assert.False(await fan.ExactButton(Said(locale, "Print", "인쇄")).IsVisibleAsync());
        await fan.ScreenshotAsync($"ticket-print-{locale}");
        await fan.Page.PdfAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "screens", $"ticket-{locale}.pdf"), Format = "A4" });
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task The_calendar_gets_a_file_with_the_start_and_the_booking_number(string locale)
    {
        var (_, fan) = await PaidAsync(new() { Locale = locale });

        var download = await fan.Page.RunAndWaitForDownloadAsync(() => fan.Button(Said(locale, "Add to calendar", "캘린더에 추가")).TapAsync());

        var file = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal($"{await NumberAsync(fan)}.ics", download.SuggestedFilename);
        Assert.Contains("SUMMARY:Night on the Han\r\n", file, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20270308T", file, StringComparison.Ordinal);
        Assert.Contains(await NumberAsync(fan), file.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Without_network_the_place_in_line_is_said_to_be_the_last_known_one(string locale)
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync();
        await (await host.Api.UserAsync()).JoinAsync(concert);
        var fan = await APersonAsync(host, new() { Locale = locale, Stores = true });
        await fan.GoAsync(PageQueries.WaitingRoomPath(concert));
        await fan.SeesAsync(fan.Text(Said(locale, "Your place", "내 순서")).First);
        await IsStoredAsync(fan);
        fan.ConsoleErrors.Expect("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED");
        await fan.GoOfflineAsync();
        await fan.Page.CloseAsync();

        var cold = await fan.OpenTabAsync(PageQueries.WaitingRoomPath(concert));

        await cold.SeesAsync(cold.Text(Said(locale, "Your place at", "에 확인한 내 순서")));
        await cold.IsAccessibleAsync("a place in line without network");
    }

    private async Task<(PageHost Host, Person Fan)> PaidAsync(PersonOptions options)
    {
        var host = await AHostAsync(ADoor);
        var concert = await host.Api.ConcertAsync();
        var fan = await APersonAsync(host, options);
        await fan.OpenSeatsAsync(concert);
        await fan.ExactButton(Said(options.Locale, "One seat more", "한 좌석 늘리기")).ClickAsync();
        await fan.Button(Said(options.Locale, "Best 2 seats available", "가장 좋은 2석 잡기")).ClickAsync();
        await fan.Button(Said(options.Locale, "Charge ₩20,000 and pay", "₩20,000 충전하고 결제")).ClickAsync();
        await fan.SeesAsync(fan.Heading(Said(options.Locale, "You’re going!", "예매 완료!")));
        return (host, fan);
    }

    private static string Said(string locale, string english, string korean) => locale == "en-US" ? english : korean;

    /// <summary>The service worker has stored the page, and this page uses it.</summary>
    private static Task IsStoredAsync(Person fan) => fan.EventuallyAsync(
        () => fan.Page.EvaluateAsync<bool>("navigator.serviceWorker.controller !== null"), "the page is stored");

    private static async Task<JsonNode[]> KeptAsync(Person fan)
    {
        var kept = await fan.Page.EvaluateAsync<string[]>(
            "Object.keys(localStorage).filter(key => key.startsWith('concert.tickets.')).map(key => localStorage.getItem(key))");
        return [.. kept.Select(text => JsonNode.Parse(text)!)];
    }

    private static async Task<string[]> CodesAsync(Person fan) =>
        [.. Assert.Single(await KeptAsync(fan))["seats"]!.AsArray().Select(seat => seat!["code"]!.GetValue<string>())];

    private static async Task<string> NumberAsync(Person fan) =>
        Assert.Single(await KeptAsync(fan))["number"]!.GetValue<string>().Insert(4, " ");

    private static Task<Answer> ScanAsync(PageHost host, string code) =>
        host.Api.Anyone.With("Admin-Key", DoorKey).Repeatably().PostAsync("/v1/check-ins", new { code });

    private static async Task RefundAsync(PageHost host, Person fan)
    {
        var token = await fan.Page.EvaluateAsync<string>("JSON.parse(localStorage.getItem('concert.user')).accessToken");
        var user = host.Api.Anyone with { AccessToken = token };
        var id = Assert.Single(await KeptAsync(fan))["reservationId"]!.GetValue<string>();
        var payment = (await user.GetAsync($"/v1/reservations/{id}")).Text("paymentId");
        (await user.Repeatably().PostAsync($"/v1/payments/{payment}/refunds")).Granted(HttpStatusCode.Created);
    }
}
