using Microsoft.Playwright;

namespace Concert;

/// <summary>Korean and English: chosen by the browser's language, or by a switch that is stored.</summary>
public sealed class LanguageTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("ko-KR", "ko", "지금 예매 중", "2027년 3월 8일")]
    [InlineData("en-US", "en", "What’s on", "Mar 8, 2027")]
    [InlineData("en-GB", "en", "What’s on", "8 Mar 2027")]
    [InlineData("fr-FR", "en", "What’s on", "8 Mar 2027")]
    public async Task The_page_uses_the_browsers_language_and_date_format(string locale, string language, string title, string date)
    {
        var host = await AHostAsync();
        await host.Api.ConcertAsync();
        var person = await APersonAsync(host, new() { Locale = locale });

        await person.GoAsync();

        await person.SeesAsync(person.Heading(title));
        await person.SeesAsync(person.Text(date));
        Assert.Equal(language, await person.Page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task The_switch_changes_the_language_at_once_and_permanently()
    {
        var host = await AHostAsync();
        await host.Api.ConcertAsync();
        var minji = await APersonAsync(host);
        await minji.GoAsync("/wallet");
        await minji.SeesAsync(minji.Heading("지갑"));

        await minji.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).TapAsync();

        await minji.SeesAsync(minji.Heading("Wallet"));
        await minji.SeesTabTitleAsync("Wallet · Concert");
        await minji.Page.ReloadAsync();
        await minji.SeesAsync(minji.Heading("Wallet"));
    }
}
