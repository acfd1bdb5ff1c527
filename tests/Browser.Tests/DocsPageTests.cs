using Microsoft.Playwright;

namespace Concert;

/// <summary>The documentation page, a library's, under our content security policy.</summary>
public sealed class DocsPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task It_shows_the_calls_and_violates_no_policy()
    {
        var host = await AHostAsync();
        var jisu = await APersonAsync(host, new() { Device = Device.Desktop, Locale = "en-US" });

        await jisu.GoAsync("/docs/");

        await jisu.SeesAsync(jisu.Page.GetByRole(AriaRole.Heading, new() { Name = "Concert reservations" }));
        await jisu.SeesAsync(jisu.Page.GetByRole(AriaRole.Heading, new() { Name = "Users" }).First);
    }
}
