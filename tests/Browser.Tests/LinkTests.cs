using Microsoft.Playwright;

namespace Concert;

/// <summary>Each screen has an address that works when it is opened anew, and those of earlier versions lead to the same screens.</summary>
public sealed class LinkTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("ko-KR", "내 티켓", "지갑", "티켓과 지갑 되찾기", "날짜 선택")]
    [InlineData("en-US", "My tickets", "Wallet", "Get tickets and wallet back", "Choose a date")]
    public async Task An_old_link_leads_to_its_screen_and_a_reload_stays_there(string locale, params string[] headings)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = locale });
        string[] paths = ["/mine", "/wallet", "/recover", $"/concerts/{concert.ConcertId}"];

        foreach (var (path, heading) in paths.Zip(headings))
        {
            await ann.GoAsync($"/#{path}");
            await ann.SeesAsync(ann.Heading(heading));
            Assert.Equal(path, AddressOf(ann));

            await ann.Page.ReloadAsync();
            await ann.SeesAsync(ann.Heading(heading));
            Assert.Equal(path, AddressOf(ann));
        }
    }

    [Fact]
    public async Task Back_and_forward_lead_through_the_screens_and_an_old_link_in_an_open_page_is_one_of_them()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await ann.GoAsync();
        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Heading("Wallet"));
        await ann.Page.EvaluateAsync($"location.hash = '#/concerts/{concert.ConcertId}'");
        await ann.SeesAsync(ann.Heading("Choose a date"));
        Assert.Equal($"/concerts/{concert.ConcertId}", AddressOf(ann));

        await ann.Page.GoBackAsync();
        await ann.SeesAsync(ann.Heading("Wallet"));
        await ann.Page.GoBackAsync();
        await ann.SeesAsync(ann.Heading("What’s on"));
        await ann.Page.GoForwardAsync();
        await ann.SeesAsync(ann.Heading("Wallet"));
    }

    [Fact]
    public async Task A_click_with_the_control_key_opens_a_tab_with_the_screen()
    {
        var host = await AHostAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await ann.GoAsync();
        await ann.SeesAsync(ann.Heading("What’s on"));

        var tab = await ann.Page.Context.RunAndWaitForPageAsync(
            () => ann.Link("Wallet").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] }));

        await tab.GetByRole(AriaRole.Heading, new() { Name = "Wallet" }).First.WaitForAsync();
        Assert.Equal("/wallet", new Uri(tab.Url).PathAndQuery);
        Assert.Equal("/", AddressOf(ann));
    }

    private static string AddressOf(Person person) => new Uri(person.Page.Url).PathAndQuery + new Uri(person.Page.Url).Fragment;
}
