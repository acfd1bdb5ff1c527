using Microsoft.Playwright;

namespace Concert;

/// <summary>What the map says about seats and prices, and a choice that outlives a reload.</summary>
public sealed class SeatMapReadingTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PersonOptions AtADesk =
        new() { Locale = "en-US", Device = Device.Desktop, ReducedMotion = ReducedMotion.Reduce };

    [Theory]
    [InlineData("en-US", "R, row 2, seat 3")]
    [InlineData("ko-KR", "R 2열 3번")]
    public async Task A_bubble_names_the_seat_under_the_mouse_before_it_is_chosen(string locale, string name)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(rows: 3, seatsPerRow: 5);
        var ann = await APersonAsync(host, AtADesk with { Locale = locale });
        await ann.OpenSeatsAsync(concert);
        var bubble = ann.Page.Locator(".bubble");

        var middle = await MiddleOfMapAsync(ann);
        await ann.EventuallyAsync(
            async () =>
            {
                // From the middle downwards over the rows, until the mouse is over the seat in the middle.
                for (var step = -10; step <= 10; step++)
                {
                    await ann.Page.Mouse.MoveAsync(middle.X, middle.Y + (step * 15));
                    if (await bubble.IsVisibleAsync() && (await bubble.InnerTextAsync()).Contains(name, StringComparison.Ordinal)) return true;
                }

                return false;
            },
            "the bubble names the seat");

        Assert.Contains("₩10,000", await bubble.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await ann.Page.Locator("button.seat[aria-pressed=true]").CountAsync());
        await ann.Page.Mouse.MoveAsync(0, 0);
        await ann.NoLongerSeesAsync(bubble);
    }

    [Theory]
    [InlineData("en-US", "1 seat", "Show only these prices", "All prices", "10 left", "₩200,000")]
    [InlineData("ko-KR", "1석", "이 가격만 보기", "모든 가격", "10석 남음", "₩200,000")]
    public async Task The_legend_filters_by_price_and_counts_what_is_left(
        string locale, string one, string filter, string all, string left, string price)
    {
        var host = await AHostAsync();
        var concert = await PricesAsync(host, 12);
        var ann = await APersonAsync(host, AtADesk with { Locale = locale });
        await ann.OpenSeatsAsync(concert);
        var prices = ann.Page.GetByRole(AriaRole.Group, new() { Name = filter }).GetByRole(AriaRole.Button);
        await ann.SeesAsync(prices.First);
        Assert.Equal(12, await prices.CountAsync());
        await ann.SeesAsync(prices.Filter(new() { HasText = price }).Filter(new() { HasText = left }));
        var map = ann.Page.GetByRole(AriaRole.Img).Last;
        var before = await ann.StableDrawingAsync(map);

        await prices.Filter(new() { HasText = price }).ClickAsync();

        await ann.SeesAsync(ann.ExactButton(all));
        await ann.EventuallyAsync(async () => before != await map.DrawingAsync(), "the other prices have faded");
        // The sections of the other prices are neither in the list nor in the bar; the best seat is of the price that is shown.
        Assert.Equal(1, await ann.Page.Locator(".seat-list select").First.Locator("option").CountAsync());
        await ann.IsAccessibleAsync("a filter by price");
        await ann.Page.Locator(".choice-bar").GetByRole(AriaRole.Button).Filter(new() { HasText = one }).ClickAsync();
        await ann.SeesAsync(ann.Text(price).First);
    }

    [Fact]
    public async Task A_choice_is_kept_over_a_reload_without_the_seat_that_was_taken_meanwhile()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AtADesk);
        await ann.OpenSeatsAsync(concert);
        await ann.Seat("R, row 1, seat 2").ClickAsync();
        await ann.Seat("R, row 1, seat 3").ClickAsync();
        await ann.SeesAsync(ann.Button("Hold 2 seats"));

        await ann.Page.ReloadAsync();
        await ann.SeesAsync(ann.Button("Hold 2 seats"));
        await ann.Page.GotoAsync("about:blank");
        var ben = await (await host.Api.UserAsync()).JoinAsync(concert);
        (await ben.ReserveAsync(concert, "1-1-3")).Granted(System.Net.HttpStatusCode.Created);
        host.Api.GrowOld();
        await ann.OpenSeatsAsync(concert);

        await ann.SeesAsync(ann.Button("Hold 1 seat"));
        await ann.SeesAsync(ann.Page.Locator("[aria-hidden=true]", new() { HasText = "R, row 1, seat 3 was just taken by someone else." }));
        await ann.SeesAsync(ann.Seat("R, row 1, seat 2", "chosen"));
    }

    [Fact]
    public async Task The_seats_that_the_user_holds_look_like_their_own_and_count_towards_the_limit()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AtADesk);
        await ann.OpenSeatsAsync(concert);
        foreach (var seat in new[] { 1, 2, 3 }) await ann.Seat($"R, row 1, seat {seat}").ClickAsync();
        await ann.Button("Hold 3 seats").ClickAsync();
        await ann.SeesAsync(ann.Heading("Your seats are on hold"));

        await ann.OpenSeatsAsync(concert);

        await ann.SeesAsync(ann.Seat("R, row 1, seat 2", "yours"));
        await ann.IsAccessibleAsync("own seats on the map");
        var more = ann.ExactButton("One seat more");
        Assert.True(await more.IsDisabledAsync());
        await ann.Page.Locator(".choice-bar select").SelectOptionAsync("Next to my seats");
        await ann.Button("Best 1 seat available").ClickAsync();
        await ann.SeesAsync(ann.Text("R, row 1, seat 4").First);
    }

    [Theory]
    [InlineData("en-US", "Your choice leaves one seat alone: R, row 1, seat 1.", "Take it too", "Hold 3 seats")]
    [InlineData("ko-KR", "이렇게 고르면 R 1열 1번 한 자리만 따로 남아요.", "함께 고르기", "3석 잡기")]
    public async Task A_choice_that_leaves_one_seat_alone_is_warned_of_before_it_is_held(string locale, string words, string take, string hold)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, AtADesk with { Locale = locale });
        await ann.OpenSeatsAsync(concert);
        var seats = ann.Page.Locator("button.seat");
        await seats.Nth(1).ClickAsync();
        await seats.Nth(2).ClickAsync();

        await ann.SeesAsync(ann.Text(words));
        await ann.IsAccessibleAsync("a warning");
        await ann.ExactButton(take).ClickAsync();

        await ann.SeesAsync(ann.Button(hold));
        await ann.NoLongerSeesAsync(ann.Text(words));
    }

    [Fact]
    public async Task A_row_of_the_list_is_one_stop_of_the_Tab_key_and_the_arrow_keys_move_in_it()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(rows: 3, seatsPerRow: 5);
        var ann = await APersonAsync(host, AtADesk);
        await ann.OpenSeatsAsync(concert);
        await ann.SeesAsync(ann.Seat("R, row 1, seat 1", "available"));
        await ann.Page.GetByRole(AriaRole.Combobox, new() { Name = "Row" }).FocusAsync();

        await PressAsync("Tab", "R, row 1, seat 1");
        await PressAsync("ArrowRight", "R, row 1, seat 2");
        await PressAsync("ArrowDown", "R, row 2, seat 2");
        await PressAsync("End", "R, row 2, seat 5");
        await PressAsync("ArrowUp", "R, row 1, seat 5");
        await PressAsync("Home", "R, row 1, seat 1");
        await PressAsync("ArrowLeft", "R, row 1, seat 1");
        await PressAsync("ArrowRight", "R, row 1, seat 2");
        await ann.Page.Keyboard.PressAsync("Space");
        await ann.SeesAsync(ann.Seat("R, row 1, seat 2", "chosen"));
        // The warning's button is the next stop; it appears a moment after the choice.
        await ann.SeesAsync(ann.ExactButton("Take it too"));
        await ann.Page.Keyboard.PressAsync("Tab");
        Assert.False(await ann.Page.EvaluateAsync<bool>("document.activeElement.classList.contains('seat')"));
        await ann.Page.Keyboard.PressAsync("Shift+Tab");
        Assert.True(await ann.Page.EvaluateAsync<bool>("document.activeElement.textContent.startsWith('2')"));

        async Task PressAsync(string key, string seat)
        {
            await ann.Page.Keyboard.PressAsync(key);
            await ann.EventuallyAsync(
                () => ann.Page.EvaluateAsync<bool>("seat => document.activeElement.textContent.includes(seat)", seat), $"{key} leads to {seat}");
        }
    }

    [Fact]
    public async Task Zoomed_in_an_overview_shows_the_part_in_view_and_leads_elsewhere()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(rows: 40, seatsPerRow: 61);
        var ann = await APersonAsync(host, AtADesk);
        await ann.OpenSeatsAsync(concert);
        var map = ann.Page.GetByRole(AriaRole.Img, new() { Name = "2,440 of 2,440 seats are available" });
        var middle = await MiddleOfMapAsync(ann);
        await ann.Page.Mouse.MoveAsync(middle.X, middle.Y);
        for (var step = 0; step < 8; step++) await ann.Page.Mouse.WheelAsync(0, -300);
        var before = await ann.StableDrawingAsync(map);
        var box = (await map.BoundingBoxAsync())!;

        await ann.Page.Mouse.ClickAsync(box.X + box.Width - 40, box.Y + 40);

        await ann.EventuallyAsync(async () => before != await map.DrawingAsync(), "the map has moved");
        await ann.SeesAsync(ann.Button("Best 1 seat available"));
    }

    [Fact]
    public async Task Forced_colors_and_paper_have_palettes_of_their_own()
    {
        var host = await AHostAsync();
        var concert = await PricesAsync(host, 4);
        var ann = await APersonAsync(host, AtADesk with { ColorScheme = ColorScheme.Dark });
        await ann.OpenSeatsAsync(concert);
        var map = ann.Page.GetByRole(AriaRole.Img).Last;
        await ann.SeesAsync(ann.Page.Locator(".legend-prices button").First);
        var dark = await ann.StableDrawingAsync(map);

        await ann.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await ann.EventuallyAsync(async () => (await CornerAsync()).SequenceEqual([255, 255, 255]), "paper is white");
        await ann.NoLongerSeesAsync(ann.Page.Locator(".choice-bar"));
        await ann.Page.EmulateMediaAsync(new() { Media = Media.Screen, ForcedColors = ForcedColors.Active });
        await ann.EventuallyAsync(async () => dark != await map.DrawingAsync(), "the colors are the system's");
        await ann.EventuallyAsync(async () => await DifferentAsync("fill") == 1, "the prices have the color of links");
        Assert.Equal(4, await DifferentAsync("d"));
        await ann.Seat("S0, row 1, seat 1").ClickAsync();
        await ann.IsAccessibleAsync("the map in forced colors");

        Task<int> DifferentAsync(string attribute) => ann.Page.EvaluateAsync<int>(
            "name => new Set([...document.querySelectorAll('.legend-prices path')].map(path => path.getAttribute(name))).size", attribute);

        Task<int[]> CornerAsync() => map.EvaluateAsync<int[]>(
            "canvas => [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data].slice(0, 3)");
    }

    private static async Task<(float X, float Y)> MiddleOfMapAsync(Person person)
    {
        var map = person.Page.Locator("canvas[role=img]");
        await person.SeesAsync(map);
        var box = (await map.BoundingBoxAsync())!;
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    /// <summary>A concert of so many sections of ten seats, each with a price of its own.</summary>
    private static async Task<TestConcert> PricesAsync(PageHost host, int count)
    {
        var answer = await host.Api.Anyone.With("Admin-Key", ApiHost.AdminKey).PostAsync("/v1/concerts", new
        {
            title = "Prices",
            artist = "Haneul",
            venue = "Olympic Hall",
            performances = new[]
            {
                new
                {
                    startsAt = host.Now.AddDays(7),
                    salesOpenAt = host.Now.AddMinutes(-1),
                    sections = Enumerable.Range(0, count)
                        .Select(section => new { name = $"S{section}", rows = 2, seatsPerRow = 5, price = 200_000 - (section * 10_000) }),
                },
            },
        });
        return new(answer.Text("concertId"), answer.Json["performances"]![0]!["performanceId"]!.GetValue<string>());
    }
}
