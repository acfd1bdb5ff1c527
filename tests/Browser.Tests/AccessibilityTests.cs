using Microsoft.Playwright;

namespace Concert;

/// <summary>Every screen is accessible: on phone and desktop, in the light and the dark scheme.</summary>
public sealed class AccessibilityTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData(nameof(Device.Phone), "ko-KR", ColorScheme.Light, ForcedColors.None)]
    [InlineData(nameof(Device.Phone), "en-US", ColorScheme.Dark, ForcedColors.None)]
    [InlineData(nameof(Device.Desktop), "ko-KR", ColorScheme.Dark, ForcedColors.None)]
    [InlineData(nameof(Device.Desktop), "en-US", ColorScheme.Light, ForcedColors.None)]
    [InlineData(nameof(Device.Phone), "ko-KR", ColorScheme.Light, ForcedColors.Active)]
    [InlineData(nameof(Device.Desktop), "en-US", ColorScheme.Dark, ForcedColors.Active)]
    public async Task Every_screen_of_the_journey_is_accessible(string device, string locale, ColorScheme scheme, ForcedColors colors)
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync();
        var first = await (await host.Api.UserAsync()).JoinAsync(concert);
        var isKorean = locale == "ko-KR";
        var person = await APersonAsync(host, new() { Device = Enum.Parse<Device>(device), Locale = locale, ColorScheme = scheme, ForcedColors = colors });

        await CheckAsync("/", "지금 예매 중", "What’s on");
        await CheckAsync($"/concerts/{concert.ConcertId}", "날짜 선택", "Choose a date");
        await CheckAsync(PageQueries.WaitingRoomPath(concert), "줄을 서고 있어요", "You are in line");
        await first.DeleteAsync("/v1/queue-tokens/current");
        await CheckAsync(null, "좌석 선택", "Choose your seats");
        if (device == nameof(Device.Phone)) await person.ExactButton(isKorean ? "목록" : "List").ClickAsync();
        await CheckAsync(null, "좌석 선택", "Choose your seats");
        await person.Button(isKorean ? "가장 좋은 1석 잡기" : "Best 1 seat available").ClickAsync();
        await CheckAsync(null, "좌석을 잡았어요", "Your seats are on hold");
        await person.ExactButton(isKorean ? "좌석 바꾸기" : "Change seats").ClickAsync();
        await CheckAsync(null, "좌석 바꾸기", "Change your seats");
        await person.ExactButton(isKorean ? "그대로 두기" : "Keep as it was").ClickAsync();
        await person.Button(isKorean ? "충전하고 결제" : "and pay").ClickAsync();
        await CheckAsync(null, "예매 완료!", "You’re going!");
        await CheckAsync("/mine", "내 티켓", "My tickets");
        await CheckAsync("/wallet", "지갑", "Wallet");
        await CheckAsync("/recover", "티켓과 지갑 되찾기", "Get tickets and wallet back");
        await CheckAsync("/concerts/c_none", "여기에는 없어요", "Not found");

        async Task CheckAsync(string? path, string korean, string english)
        {
            if (path is not null) await person.GoAsync(path);
            await person.SeesAsync(person.Heading(isKorean ? korean : english).First);
            await person.NoLongerSeesAsync(person.Text(isKorean ? "불러오는 중…" : "Loading…").First);
            await person.IsAccessibleAsync($"{korean} ({device}, {scheme})");
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Forced_colors_are_judged_as_they_are_painted(ColorScheme scheme)
    {
        var host = await AHostAsync();
        var person = await APersonAsync(host, new() { ColorScheme = scheme, ForcedColors = ForcedColors.Active });
        await person.GoAsync("/wallet");
        await person.SeesAsync(person.Heading("지갑"));

        // The system's own colors are painted instead of these.
        await AddTextAsync("none of it is painted", "auto");
        Assert.Empty(await Axe.ViolationsAsync(person.Page));
        await AddTextAsync("this is painted", "none");

        Assert.StartsWith("color-contrast", Assert.Single(await Axe.ViolationsAsync(person.Page)), StringComparison.Ordinal);

        Task AddTextAsync(string text, string adjust) => person.Page.EvaluateAsync(
            """
            ([text, adjust]) => {
              const added = document.createElement('p');
              added.textContent = text;
              Object.assign(added.style, { color: '#777', backgroundColor: '#888', forcedColorAdjust: adjust });
              document.querySelector('main').append(added);
            }
            """,
            new[] { text, adjust });
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/wallet")]
    [InlineData("/recover")]
    [InlineData("/mine")]
    public async Task No_screen_scrolls_sideways_on_a_small_phone(string path)
    {
        var host = await AHostAsync();
        await host.Api.ConcertAsync();
        var person = await APersonAsync(host, new() { Locale = "en-US" });
        await person.Page.SetViewportSizeAsync(320, 568);

        await person.GoAsync(path);

        await person.SeesAsync(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }));
        Assert.Equal(320, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
