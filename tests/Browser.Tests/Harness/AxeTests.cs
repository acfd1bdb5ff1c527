namespace Concert.Harness;

public sealed class AxeTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task It_works_under_a_strict_content_security_policy()
    {
        var minji = await APersonAsync(await AHostAsync());
        await minji.OpenStrictPageAsync("<main><h1>Seats</h1><button>Buy</button></main>");

        await minji.IsAccessibleAsync("Seats");
        await minji.ScreenshotAsync("harness");
    }

    [Fact]
    public async Task It_reports_each_violation_with_its_element()
    {
        var minji = await APersonAsync(await AHostAsync());
        await minji.OpenStrictPageAsync(
            "<main><h1>Seats</h1><button id='buy'></button><p id='pale'>Sold out</p></main>",
            style: "#pale { color: #ddd; background: #fff }");

        var violations = await Axe.ViolationsAsync(minji.Page);

        Assert.Collection(
            violations.Order(),
            rule => Assert.Matches(@"^button-name \(critical\): .+\n    #buy\n        Fix any", rule),
            rule => Assert.Matches(@"^color-contrast \(serious\): .+\n    #pale\n        Fix any", rule));
    }

    [Fact]
    public async Task A_fade_in_is_judged_by_its_final_colors()
    {
        var minji = await APersonAsync(await AHostAsync());
        await minji.OpenStrictPageAsync(
            "<main><h1>Seats</h1></main>", style: "h1 { animation: fade 1h } @keyframes fade { from { color: #fff } }");

        await minji.IsAccessibleAsync("Seats");
    }
}
