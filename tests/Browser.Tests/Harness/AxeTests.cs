namespace Concert.Harness;

public sealed class AxeTests(Browsers browsers) : BrowserTest(browsers)
{
    [Fact]
    public async Task It_judges_a_page_that_lets_nothing_in()
    {
        var minji = await APersonAsync(await AHostAsync());
        await minji.OpenStrictPageAsync("<main><h1>Seats</h1><button>Buy</button></main>");

        await minji.IsAccessibleAsync("Seats");
        await minji.PictureAsync("harness");
    }

    [Fact]
    public async Task It_says_what_is_wrong_and_where()
    {
        var minji = await APersonAsync(await AHostAsync());
        await minji.OpenStrictPageAsync(
            "<main><h1>Seats</h1><button id='buy'></button><p id='pale'>Sold out</p></main>", style: "#pale { color: #ddd; background: #fff }");

        var violations = await Axe.ViolationsAsync(minji.Page);

        Assert.Collection(
            violations.Order(),
            rule => Assert.Matches(@"^button-name \(critical\): .+\n    #buy\n        Fix any", rule),
            rule => Assert.Matches(@"^color-contrast \(serious\): .+\n    #pale\n        Fix any", rule));
    }

    [Fact]
    public async Task What_fades_in_is_judged_as_it_will_be()
    {
        var minji = await APersonAsync(await AHostAsync());
        await minji.OpenStrictPageAsync(
            "<main><h1>Seats</h1></main>", style: "h1 { animation: fade 1h } @keyframes fade { from { color: #fff } }");

        await minji.IsAccessibleAsync("Seats");
    }
}
