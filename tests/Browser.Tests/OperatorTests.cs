using System.Globalization;
using Microsoft.Playwright;

namespace Concert;

/// <summary>The operators' page.</summary>
public sealed class OperatorTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PersonOptions AtADesk = new() { Device = Device.Desktop, Locale = "en-US" };

    [Fact]
    public async Task A_wrong_key_is_refused_with_a_message_and_the_right_one_opens_the_page()
    {
        var host = await AHostAsync();
        await host.Api.ConcertAsync();
        var jisu = await APersonAsync(host, AtADesk);

        await jisu.GoAsync("/admin");
        await EnterKeyAsync(jisu, "open-barley");

        await jisu.SeesAsync(jisu.Page.GetByRole(AriaRole.Alert).GetByText("does not accept this key"));
        await Assertions.Expect(Key(jisu)).ToBeFocusedAsync();

        await EnterKeyAsync(jisu, ApiHost.AdminKey);

        await jisu.SeesAsync(Heading(jisu, "Live figures"));
        await jisu.SeesAsync(Sale(jisu, "Night on the Han"));

        await jisu.Page.ReloadAsync();

        await jisu.SeesAsync(Sale(jisu, "Night on the Han"));

        await Button(jisu, "Forget the key").ClickAsync();

        await jisu.SeesAsync(Key(jisu));
        await jisu.Page.ReloadAsync();
        await jisu.SeesAsync(Key(jisu));
    }

    [Fact]
    public async Task A_concert_from_a_template_is_previewed_and_can_be_booked()
    {
        var host = await AHostAsync();
        var jisu = await AnOperatorAsync(host, AtADesk);
        var page = jisu.Page;

        await OpenFormAsync(jisu);
        await Button(jisu, "Hall").ClickAsync();
        await jisu.SeesAsync(page.GetByRole(AriaRole.Img, new() { Name = "1,000 seats in 3 sections" }));
        await jisu.SeesAsync(page.GetByText("₩99,000,000"));
        await Button(jisu, "Create the concert").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Title")).ToBeFocusedAsync();
        await FillAsync(jisu, startsAt: host.Now.AddDays(7));
        await jisu.ReadmeScreenshotAsync("admin-create");
        // A double click must create only one concert.
        await Button(jisu, "Create the concert").DblClickAsync();

        var link = page.GetByRole(AriaRole.Link, new() { Name = "Show it there" });
        await jisu.SeesAsync(link);
        await Assertions.Expect(page.GetByLabel("Title")).ToHaveValueAsync("");
        var concert = Assert.Single((await host.Api.Anyone.GetAsync("/v1/concerts")).Granted().Json["items"]!.AsArray());
        Assert.Equal("Moonlight over Seoul", concert!["title"]!.GetValue<string>());
        var dates = await host.Api.Anyone.GetAsync($"/v1/concerts/{concert["concertId"]}/performances?available=true");
        Assert.Equal(1_000, Assert.Single(dates.Granted().Json["items"]!.AsArray())!["seatsAvailable"]!.GetValue<int>());

        await link.ClickAsync();

        await jisu.SeesAsync(Heading(jisu, "Moonlight over Seoul"));
        await jisu.SeesAsync(page.GetByRole(AriaRole.Link, new() { Name = "1,000 seats left" }));
    }

    [Fact]
    public async Task A_refusal_of_the_service_is_shown_at_its_field()
    {
        var host = await AHostAsync();
        var jisu = await AnOperatorAsync(host, AtADesk);

        await OpenFormAsync(jisu);
        await Button(jisu, "Club").ClickAsync();
        await FillAsync(jisu, startsAt: host.Now.AddDays(7));
        // The page itself does not check for control characters.
        await jisu.Page.GetByLabel("Name").FillAsync("Flo\u0007or");
        await Button(jisu, "Create the concert").ClickAsync();

        var name = jisu.Page.GetByLabel("Name");
        await jisu.SeesAsync(jisu.Page.GetByText("It must not contain control characters."));
        await Assertions.Expect(name).ToBeFocusedAsync();
        await Assertions.Expect(name).ToHaveAccessibleDescriptionAsync("It must not contain control characters.");

        await name.FillAsync("Floor");
        await jisu.NoLongerSeesAsync(jisu.Page.GetByText("It must not contain control characters."));
    }

    [Fact]
    public async Task Figures_follow_a_purchase_and_stay_visible_without_a_connection()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var jisu = await AnOperatorAsync(host, AtADesk);
        var sale = Sale(jisu, "Night on the Han");
        await jisu.SeesAsync(sale.GetByText("0 of 20"));

        var minji = await (await host.Api.UserAsync()).JoinAsync(concert);
        (await minji.ChargeAsync(20_000)).Granted(System.Net.HttpStatusCode.Created);
        var held = (await minji.ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(System.Net.HttpStatusCode.Created);

        await jisu.SeesAsync(Fact(sale, "On hold", "2"));

        (await minji.PayAsync(held.Text("reservationId"))).Granted(System.Net.HttpStatusCode.Created);

        await jisu.SeesAsync(sale.GetByText("2 of 20"));
        await jisu.SeesAsync(Fact(sale, "Revenue", "₩20,000"));
        await jisu.SeesAsync(Fact(sale, "Purchases", "1"));
        await sale.GetByText("Performances (1)").ClickAsync();
        await jisu.SeesAsync(sale.GetByRole(AriaRole.Row, new() { Name = "20 18 0 2 ₩20,000 1" }));
        await jisu.ReadmeScreenshotAsync("admin-figures");

        await jisu.GoOfflineAsync();

        await jisu.SeesAsync(jisu.Page.GetByText("the service does not answer"));
        await jisu.SeesAsync(jisu.Page.GetByText("the last ones we received"));
        await jisu.SeesAsync(sale.GetByText("2 of 20"));

        await jisu.GoOnlineAsync();

        await jisu.NoLongerSeesAsync(jisu.Page.GetByText("the service does not answer"));
    }

    [Theory]
    [InlineData("en-US", Device.Desktop, ColorScheme.Dark)]
    [InlineData("ko-KR", Device.Phone, ColorScheme.Light)]
    public async Task The_operators_page_is_accessible(string locale, object device, ColorScheme scheme)
    {
        var host = await AHostAsync();
        await host.Api.ConcertAsync();
        var jisu = await APersonAsync(host, new() { Device = (Device)device, Locale = locale, ColorScheme = scheme });
        var page = jisu.Page;
        var isKorean = locale == "ko-KR";

        await jisu.GoAsync("/admin");
        await EnterKeyAsync(jisu, "open-barley", isKorean);
        await jisu.SeesAsync(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = isKorean ? "받아들이지" : "accept" }));
        await jisu.IsAccessibleAsync($"the key ({locale})");

        await EnterKeyAsync(jisu, ApiHost.AdminKey, isKorean);
        await Sale(jisu, "Night on the Han").GetByText(isKorean ? "회차 (1)" : "Performances (1)").ClickAsync();
        await jisu.SeesAsync(page.GetByRole(AriaRole.Table));
        await jisu.IsAccessibleAsync($"the figures ({locale})");

        await page.GetByRole(AriaRole.Link, new() { Name = isKorean ? "공연 만들기" : "New concert" }).ClickAsync();
        await Button(jisu, isKorean ? "홀" : "Hall").ClickAsync();
        await jisu.SeesAsync(page.GetByRole(AriaRole.Img, new() { Name = isKorean ? "3개 구역, 1,000석" : "1,000 seats in 3 sections" }));
        await Button(jisu, isKorean ? "회차 추가" : "Add a performance").ClickAsync();
        await page.Locator("form").GetByRole(AriaRole.Button, new() { Name = isKorean ? "공연 만들기" : "Create the concert" }).ClickAsync();
        await jisu.SeesAsync(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = isKorean ? "아직 만들지 않았습니다" : "Not created yet" }));
        await jisu.IsAccessibleAsync($"the form ({locale})");
    }

    private async Task<Person> AnOperatorAsync(PageHost host, PersonOptions options)
    {
        var jisu = await APersonAsync(host, options);
        await jisu.GoAsync("/admin");
        await EnterKeyAsync(jisu, ApiHost.AdminKey);
        await jisu.SeesAsync(Heading(jisu, "Live figures"));
        return jisu;
    }

    private static async Task EnterKeyAsync(Person jisu, string key, bool isKorean = false)
    {
        await Key(jisu, isKorean).FillAsync(key);
        await Key(jisu, isKorean).PressAsync("Enter");
    }

    private static async Task OpenFormAsync(Person jisu)
    {
        await jisu.Page.GetByRole(AriaRole.Link, new() { Name = "New concert" }).ClickAsync();
        await jisu.SeesAsync(Heading(jisu, "New concert"));
    }

    private static async Task FillAsync(Person jisu, DateTimeOffset startsAt)
    {
        await jisu.Page.GetByLabel("Title").FillAsync("Moonlight over Seoul");
        await jisu.Page.GetByLabel("Artist").FillAsync("Haneul");
        await jisu.Page.GetByLabel("Venue").FillAsync("Olympic Hall");
        await jisu.Page.GetByLabel("Starts").FillAsync(startsAt.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
    }

    private static ILocator Key(Person jisu, bool isKorean = false) => jisu.Page.GetByLabel(isKorean ? "관리자 키" : "Admin key");

    private static ILocator Heading(Person jisu, string name) => jisu.Page.GetByRole(AriaRole.Heading, new() { Name = name });

    private static ILocator Button(Person jisu, string name) => jisu.Page.GetByRole(AriaRole.Button, new() { Name = name });

    private static ILocator Sale(Person jisu, string title) => jisu.Page.GetByRole(AriaRole.Article, new() { Name = title });

    private static ILocator Fact(ILocator sale, string name, string value) => sale.Locator("dl > div")
        .Filter(new() { Has = sale.Page.GetByRole(AriaRole.Term).GetByText(name, new() { Exact = true }) })
        .GetByText(value, new() { Exact = true });
}
