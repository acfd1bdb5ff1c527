using System.Text.Json;

namespace Concert;

/// <summary>Joining where the concert has presale codes: the page asks for one.</summary>
public sealed class PresalePageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Code = "9KXW-2H7M-QTRD";

    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    [Fact]
    public async Task The_page_asks_for_a_code_says_what_is_wrong_with_it_and_joins_with_the_right_one()
    {
        var host = await AHostAsync();
        var concert = await PresaleAsync(host, joins: 1);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));

        await ann.SeesAsync(ann.Heading("Presale"));
        await ann.IsAccessibleAsync("asking for a presale code");
        await ann.Page.GetByLabel("Presale code").FillAsync("short");
        await ann.Button("Join with this code").TapAsync();
        await ann.SeesAsync(ann.Text("A code has 8 to 64 letters, digits or signs, and no spaces."));
        await ann.Page.GetByLabel("Presale code").FillAsync("9KXW-2H7M-QTRE");
        await ann.Button("Join with this code").TapAsync();
        await ann.SeesAsync(ann.Text("This code is not valid for this concert."));
        await ann.Page.GetByLabel("Presale code").FillAsync($" {Code} ");
        await ann.Button("Join with this code").TapAsync();
        await ann.SeesAsync(ann.Heading("Choose your seats"));

        var late = await APersonAsync(host, new() { Locale = "ko-KR" });
        await late.GoAsync(PageQueries.WaitingRoomPath(concert));
        await late.SeesAsync(late.Heading("선예매"));
        await late.Page.GetByLabel("선예매 코드").FillAsync(Code);
        await late.Button("이 코드로 들어가기").TapAsync();
        await late.SeesAsync(late.Text("이미 다 쓴 코드예요."));
    }

    private static async Task<TestConcert> PresaleAsync(PageHost host, int joins)
    {
        var concert = await host.Api.ConcertAsync();
        var body = JsonSerializer.Serialize(new { codes = new[] { new { code = Code, joins } } });
        var admin = host.Api.Anyone.With("Admin-Key", ApiHost.AdminKey);
        Assert.Equal(200, (await admin.SendAsync(HttpMethod.Put, $"/v1/concerts/{concert.ConcertId}/presale-codes", body)).Status);
        return concert;
    }
}
