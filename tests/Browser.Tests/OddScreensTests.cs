using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Concert;

/// <summary>Small, low and magnified screens, large text, and names that no designer thought of.</summary>
public sealed class OddScreensTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string ArabicName = "فرقة القمر الموسيقية \u200eLive";

    // 200 letters without a space, and letters that cannot be seen between others.
    private static readonly string LongTitle = string.Concat(Enumerable.Repeat("Moonlight", 22)) + "\u200bX";
    private static readonly string LongSection = new('W', 100);

    /// <summary>The width and height in CSS pixels, and the size of the text in percent.</summary>
    public static TheoryData<string, int, int, int> Screens => new()
    {
        { "a small phone", 320, 568, 100 },
        { "a phone on its side", 844, 390, 100 },
        { "a desk at 400 % zoom", 320, 256, 100 },
        { "a phone with text of 200 %", 390, 844, 200 },
        { "a desk with text of 200 %", 1280, 800, 200 },
    };

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Nothing_overlaps_or_is_cut_on_the_way_to_a_ticket(string screen, int width, int height, int textSize)
    {
        var host = await AHostAsync();
        var concert = await OddConcertAsync(host);
        var isKorean = width != 844;
        var person = await APersonAsync(host, new() { Locale = isKorean ? "ko-KR" : "en-US", TimeZone = "America/New_York", ReducedMotion = ReducedMotion.Reduce });
        await person.Page.SetViewportSizeAsync(width, height);
        var faults = new List<string>();

        await person.GoAsync();
        await person.SetTextSizeAsync(textSize);
        await person.SeesAsync(person.Link("Moonlight").First);
        await LookAsync("list", hasMainAction: false);
        await person.Link("Moonlight").First.TapAsync();
        await person.SeesAsync(person.Heading(isKorean ? "날짜 선택" : "Choose a date"));
        await LookAsync("dates", hasMainAction: false);
        await person.Link(isKorean ? "예매하기" : "Get tickets").First.TapAsync();
        await person.SeesAsync(person.Heading(isKorean ? "좌석 선택" : "Choose your seats"));
        await person.SeesAsync(person.Button(isKorean ? "가장 좋은 1석 잡기" : "Best 1 seat available"));
        await LookAsync("map", hasMainAction: true);
        await person.Button(isKorean ? "가장 좋은 1석 잡기" : "Best 1 seat available").TapAsync();
        await person.SeesAsync(person.Heading(isKorean ? "좌석을 잡았어요" : "Your seats are on hold"));
        await person.SeesAsync(person.Button(isKorean ? "충전하고 결제" : "Charge"));
        await LookAsync("hold", hasMainAction: true);
        await person.ExactButton(isKorean ? "좌석 바꾸기" : "Change seats").TapAsync();
        await person.SeesAsync(person.Button(isKorean ? "이 좌석으로 바꾸기" : "Change to these seats"));
        await LookAsync("change", hasMainAction: true);
        await person.ExactButton(isKorean ? "그대로 두기" : "Keep as it was").TapAsync();
        await person.Button(isKorean ? "충전하고 결제" : "Charge").TapAsync();
        await person.SeesAsync(person.Heading(isKorean ? "예매 완료!" : "You’re going!"));
        await LookAsync("paid", hasMainAction: true);
        await person.Link(isKorean ? "티켓 보기" : "Show ticket").First.TapAsync();
        await person.SeesAsync(person.Page.Locator(".qr").First);
        await LookAsync("ticket", hasMainAction: false);
        // A door reads no code of which a part is missing.
        await person.Page.Locator(".qr").First.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(person.Page.Locator(".qr").First).ToBeInViewportAsync(new() { Ratio = 1 });

        Assert.True(faults.Count == 0, string.Join('\n', faults));

        async Task LookAsync(string name, bool hasMainAction)
        {
            await person.ScreenshotAsync($"odd-{width}x{height}-{textSize}-{name}");
            faults.AddRange((await person.LayoutFaultsAsync(hasMainAction)).Select(fault => $"{name} on {screen}: {fault}"));
        }
    }

    private static async Task<TestConcert> OddConcertAsync(PageHost host)
    {
        var now = host.Api.Time.GetUtcNow();
        var answer = await host.Api.Anyone.With("Admin-Key", ApiHost.AdminKey).PostAsync("/v1/concerts", new JsonObject
        {
            ["title"] = LongTitle,
            ["artist"] = ArabicName,
            ["venue"] = LongSection,
            ["performances"] = new JsonArray(new JsonObject
            {
                ["startsAt"] = (now + TimeSpan.FromDays(7)).ToString("O"),
                ["sections"] = new JsonArray(
                    new JsonObject { ["name"] = LongSection, ["rows"] = 6, ["seatsPerRow"] = 12, ["price"] = 1_234_567 },
                    new JsonObject { ["name"] = "1층 \u200f א", ["rows"] = 3, ["seatsPerRow"] = 8, ["price"] = 99_000 }),
            }),
        });
        return new(answer.Text("concertId"), answer.Json["performances"]![0]!["performanceId"]!.GetValue<string>());
    }
}
