using Microsoft.Playwright;

namespace Concert;

/// <summary>Fingers, mouse and wheel on the map.</summary>
public sealed class GestureTests(Browsers browsers) : BrowserTest(browsers)
{
    private const int Steps = 8;

    private PageHost _host = null!;

    [Fact]
    public async Task A_pinch_comes_closer_until_a_tap_chooses_a_seat()
    {
        var (ann, map, middle) = await AtTheMapAsync(Device.Phone);
        var session = await ann.Page.Context.NewCDPSessionAsync(ann.Page);

        await TouchAsync(session, "touchStart", Around(middle, 12));
        for (var step = 1; step <= Steps; step++) await TouchAsync(session, "touchMove", Around(middle, 12 + (step * 20)));
        await TouchAsync(session, "touchEnd", []);

        Assert.Equal(0, await ann.ButtonOf("Hold 1 seat").CountAsync());
        await map.TapAsync();
        await ann.SeesAsync(ann.ButtonOf("Hold 1 seat"));
    }

    [Fact]
    public async Task The_wheel_comes_closer_and_a_drag_moves_the_map_without_choosing()
    {
        var (ann, map, middle) = await AtTheMapAsync(Device.Desktop);
        await ann.Page.Mouse.MoveAsync(middle.X, middle.Y);
        for (var step = 0; step < Steps; step++) await ann.Page.Mouse.WheelAsync(0, -300);
        var before = await ann.StillPictureAsync(map);

        await ann.Page.Mouse.DownAsync();
        await ann.Page.Mouse.MoveAsync(middle.X + 90, middle.Y + 40, new() { Steps = Steps });
        await ann.Page.Mouse.UpAsync();

        await ann.SeesAsync(ann.Button("Best 1 seat available"));
        await ann.IsSoAsync(async () => before != await map.DrawnAsync(), "the map has moved");
        await map.ClickAsync();
        await ann.SeesAsync(ann.ButtonOf("Hold 1 seat"));
        await map.ClickAsync();
        await ann.SeesAsync(ann.Button("Best 1 seat available"));
    }

    [Fact]
    public async Task Buttons_come_closer_and_show_the_whole_map_again()
    {
        var (ann, map, _) = await AtTheMapAsync(Device.Desktop);
        var whole = await ann.StillPictureAsync(map);

        await ann.ButtonOf("Zoom in").ClickAsync();
        await ann.IsSoAsync(async () => whole != await map.DrawnAsync(), "the map has come closer");
        await ann.ButtonOf("Show the whole map").ClickAsync();

        await ann.IsSoAsync(async () => whole == await map.DrawnAsync(), "the whole map is drawn as it was");
    }

    // Without the glide, whose end nobody can see.
    private async Task<(Person Ann, ILocator Map, (float X, float Y) Middle)> AtTheMapAsync(Device device)
    {
        _host = await AHostAsync();
        var concert = await _host.Api.ConcertAsync(rows: 40, seatsPerRow: 61);
        var ann = await APersonAsync(_host, new() { Locale = "en-US", Device = device, ReducedMotion = ReducedMotion.Reduce });
        await ann.ComeToSeatsAsync(concert);
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
