using Microsoft.Playwright;

namespace Concert;

/// <summary>Touch, mouse and wheel on the map.</summary>
public sealed class GestureTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const int Steps = 8;

    private PageHost _host = null!;

    [Fact]
    public async Task A_pinch_zooms_in_so_far_that_a_tap_chooses_a_seat()
    {
        var (ann, map, middle) = await OpenMapAsync(Device.Phone);
        var session = await ann.Page.Context.NewCDPSessionAsync(ann.Page);

        await TouchAsync(session, "touchStart", Around(middle, 12));
        for (var step = 1; step <= Steps; step++) await TouchAsync(session, "touchMove", Around(middle, 12 + (step * 20)));
        await TouchAsync(session, "touchEnd", []);

        Assert.Equal(0, await ann.ExactButton("Hold 1 seat").CountAsync());
        await map.TapAsync();
        await ann.SeesAsync(ann.ExactButton("Hold 1 seat"));
    }

    [Fact]
    public async Task The_wheel_zooms_in_and_a_drag_moves_the_map_without_choosing_a_seat()
    {
        var (ann, map, middle) = await OpenMapAsync(Device.Desktop);
        await ann.Page.Mouse.MoveAsync(middle.X, middle.Y);
        for (var step = 0; step < Steps; step++) await ann.Page.Mouse.WheelAsync(0, -300);
        var before = await ann.StableDrawingAsync(map);

        await ann.Page.Mouse.DownAsync();
        await ann.Page.Mouse.MoveAsync(middle.X + 90, middle.Y + 40, new() { Steps = Steps });
        await ann.Page.Mouse.UpAsync();

        await ann.SeesAsync(ann.Button("Best 1 seat available"));
        await ann.EventuallyAsync(async () => before != await map.DrawingAsync(), "the map has moved");
        await map.ClickAsync();
        await ann.SeesAsync(ann.ExactButton("Hold 1 seat"));
        await map.ClickAsync();
        await ann.SeesAsync(ann.Button("Best 1 seat available"));
    }

    [Fact]
    public async Task Buttons_zoom_in_and_show_the_whole_map_again()
    {
        var (ann, map, _) = await OpenMapAsync(Device.Desktop);
        var whole = await ann.StableDrawingAsync(map);

        await ann.ExactButton("Zoom in").ClickAsync();
        await ann.EventuallyAsync(async () => whole != await map.DrawingAsync(), "the map has zoomed in");
        await ann.ExactButton("Show the whole map").ClickAsync();

        await ann.EventuallyAsync(async () => whole == await map.DrawingAsync(), "the whole map is drawn as before");
    }

    // Without the zoom animation, because a test cannot see its end.
    private async Task<(Person Ann, ILocator Map, (float X, float Y) Middle)> OpenMapAsync(Device device)
    {
        _host = await AHostAsync();
        var concert = await _host.Api.ConcertAsync(rows: 40, seatsPerRow: 61);
        var ann = await APersonAsync(_host, new() { Locale = "en-US", Device = device, ReducedMotion = ReducedMotion.Reduce });
        await ann.OpenSeatsAsync(concert);
        var map = ann.Page.GetByRole(AriaRole.Img, new() { Name = "2,440 of 2,440 seats are available" });
        await ann.SeesAsync(map);
        var box = (await map.BoundingBoxAsync())!;
        return (ann, map, (box.X + (box.Width / 2), box.Y + (box.Height / 2)));
    }

    private static (float X, float Y)[] Around((float X, float Y) middle, float distance) =>
        [(middle.X - (distance / 2), middle.Y), (middle.X + (distance / 2), middle.Y)];

    private static async Task TouchAsync(ICDPSession session, string type, (float X, float Y)[] fingers) =>
        await session.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = type,
            ["touchPoints"] = fingers.Select((finger, id) => new { x = finger.X, y = finger.Y, id }).ToArray(),
        });
}
