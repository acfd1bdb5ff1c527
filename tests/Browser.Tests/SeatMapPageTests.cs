using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Concert;

/// <summary>The map, its counts and its list match the service.</summary>
public sealed class SeatMapPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const int Seed = 7;

    [Theory]
    [InlineData(nameof(Device.Phone))]
    [InlineData(nameof(Device.Desktop))]
    public async Task Available_held_and_sold_seats_match_the_service(string device)
    {
        var host = await AHostAsync();
        var concert = await AHallAsync(host);
        await SellSomeAsync(host, concert);
        var ann = await APersonAsync(host, new() { Locale = "en-US", Device = Enum.Parse<Device>(device) });

        await ann.OpenSeatsAsync(concert);

        host.Api.GrowOld();
        var seats = (await host.Api.Anyone.GetAsync($"/v1/performances/{concert.PerformanceId}/seats")).Granted().Json["seats"]!.AsArray();
        var available = seats.Count(seat => TextOf(seat!, "status") == "available");
        await ann.SeesAsync(MapOf(ann, $"{available:N0} of {seats.Count:N0} seats are available"));
        await ann.ReadmeScreenshotAsync($"map-{device.ToLowerInvariant()}");
        if (device == nameof(Device.Phone))
        {
            await ann.ExactButton("List").TapAsync();
            await ann.ReadmeScreenshotAsync("seat-list");
        }

        var list = ann.Page.GetByRole(AriaRole.Region, new() { Name = "List" });
        await list.GetByRole(AriaRole.Combobox, new() { Name = "Section" }).SelectOptionAsync(new SelectOptionValue { Value = "2" });
        foreach (var row in Enumerable.Range(1, 4))
        {
            await list.GetByRole(AriaRole.Combobox, new() { Name = "Row" }).SelectOptionAsync(new SelectOptionValue { Value = $"{row}" });
            var expected = seats.Where(seat => TextOf(seat!, "section") == "R" && seat!["row"]!.GetValue<int>() == row)
                .Select(seat => WordOf(TextOf(seat!, "status")));
            await ann.SeesAsync(ann.Seat($"R, row {row}, seat 1"));
            var buttons = list.GetByRole(AriaRole.Group, new() { Name = $"Seats in row {row}" }).GetByRole(AriaRole.Button);
            var listed = await buttons.AllInnerTextsAsync();
            Assert.Equal(expected, listed.Select(text => text.Trim().Split(", ")[^1]));
        }
    }

    [Fact]
    public async Task The_map_is_redrawn_when_another_user_takes_a_seat()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await ann.OpenSeatsAsync(concert);
        await ann.SeesAsync(MapOf(ann, "20 of 20 seats are available"));
        var map = ann.Page.GetByRole(AriaRole.Img).Last;
        var before = await ann.StableDrawingAsync(map);

        var ben = await (await host.Api.UserAsync()).JoinAsync(concert);
        (await ben.ReserveAsync(concert, "1-2-3")).Granted(System.Net.HttpStatusCode.Created);

        await ann.SeesAsync(MapOf(ann, "19 of 20 seats are available"));
        Assert.NotEqual(before, await ann.StableDrawingAsync(map));
    }

    [Fact]
    public async Task Without_a_connection_the_map_says_that_it_may_be_out_of_date_and_then_catches_up()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await ann.OpenSeatsAsync(concert);
        await ann.SeesAsync(MapOf(ann, "20 of 20 seats are available"));

        await ann.GoOfflineAsync();
        await ann.SeesAsync(ann.Text("No connection: the map may be out of date."));
        var ben = await (await host.Api.UserAsync()).JoinAsync(concert);
        (await ben.ReserveAsync(concert, "1-2-3")).Granted(System.Net.HttpStatusCode.Created);
        await ann.GoOnlineAsync();

        await ann.SeesAsync(MapOf(ann, "19 of 20 seats are available"));
        await ann.NoLongerSeesAsync(ann.Text("No connection: the map may be out of date."));
    }

    private static ILocator MapOf(Person person, string words) => person.Page.GetByRole(AriaRole.Img, new() { Name = words });

    private static string WordOf(string status) => status == "held" ? "on hold" : status;

    private static string TextOf(JsonNode seat, string name) => seat[name]!.GetValue<string>();

    private static async Task<TestConcert> AHallAsync(PageHost host)
    {
        var section = (string name, int rows, int seats, int price) => new { name, rows, seatsPerRow = seats, price };
        var answer = await host.Api.Anyone.With("Admin-Key", ApiHost.AdminKey).PostAsync("/v1/concerts", new
        {
            title = "한강의 밤 (Night on the Han)",
            artist = "하늘 (Haneul)",
            venue = "올림픽홀 (Olympic Hall)",
            performances = new[]
            {
                new
                {
                    startsAt = host.Now.AddDays(7),
                    salesOpenAt = host.Now.AddMinutes(-1),
                    sections = new[] { section("VIP", 8, 24, 198_000), section("R", 12, 36, 154_000), section("S", 12, 44, 121_000) },
                },
            },
        });
        return new(answer.Text("concertId"), answer.Json["performances"]![0]!["performanceId"]!.GetValue<string>());
    }

    // About a hundred seats, most of them near the stage; a third of them are only held.
    private static async Task SellSomeAsync(PageHost host, TestConcert concert)
    {
        var random = new Random(Seed);
        for (var buyer = 0; buyer < 60; buyer++)
        {
            var user = await (await host.Api.UserAsync()).JoinAsync(concert);
            var (section, row, seat) = (random.Next(1, 4), random.Next(1, random.Next(2, 9)), random.Next(1, 21));
            var seatIds = Enumerable.Range(seat, 3).Select(number => $"{section}-{row}-{number}");
            var held = await user.ReserveAsync(concert, [.. seatIds]);
            if (held.Status != 201 || random.Next(3) == 0) continue;
            (await user.ChargeAsync(1_000_000)).Granted(System.Net.HttpStatusCode.Created);
            (await user.PayAsync(held.Text("reservationId"))).Granted(System.Net.HttpStatusCode.Created);
        }
    }
}
