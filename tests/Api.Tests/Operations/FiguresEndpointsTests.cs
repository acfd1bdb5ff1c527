using System.Net;
using System.Text.Json.Nodes;
using Concert.Storage;

namespace Concert.Operations;

/// <summary>The figures of the sale, for operators.</summary>
public sealed class FiguresEndpointsTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    private Caller Operator => _api.Anyone.With("Admin-Key", ApiHost.AdminKey);

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync(("Queue:MaxActive", "1"));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task They_count_waiting_and_admitted_users_and_sold_seats()
    {
        var concert = await _api.ConcertAsync(rows: 1, seatsPerRow: 5);
        var buyer = await (await _api.UserAsync("Minji")).JoinAsync(concert);
        await buyer.ChargeAsync(100_000);
        var paid = (await buyer.ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(HttpStatusCode.Created);
        (await buyer.PayAsync(paid.Text("reservationId"))).Granted(HttpStatusCode.Created);
        // Joins until the slot is free: the buyer's slot is released only after the payment's response.
        var holder = await _api.UserAsync("Jun");
        await Eventually.IsAsync(
            _api, async () => (await StatusAsync(holder = await holder.JoinAsync(concert))) == "active", "Jun is admitted");
        (await holder.ReserveAsync(concert, "1-1-3")).Granted(HttpStatusCode.Created);
        await (await _api.UserAsync("Sora")).JoinAsync(concert);

        await Eventually.IsAsync(_api, async () => await FiguresAsync() is { } figures && AreRight(figures), "the figures are right");

        var item = await FiguresAsync();
        Assert.Equal(
            ["concertId", "title", "artist", "venue", "waiting", "active", "currency", "timeZone", "performances"],
            item.AsObject().Select(member => member.Key));
        Assert.Equal(concert.ConcertId, item["concertId"]!.GetValue<string>());
        Assert.Equal("KRW", item["currency"]!.GetValue<string>());
        var date = Assert.Single(item["performances"]!.AsArray())!;
        Assert.Equal(
            ["performanceId", "startsAt", "salesOpenAt", "salesCloseAt", "seatsTotal", "seatsAvailable", "seatsHeld", "seatsSold", "revenue", "purchases"],
            date.AsObject().Select(member => member.Key));
        Assert.Equal(concert.PerformanceId, date["performanceId"]!.GetValue<string>());
    }

    [Fact]
    public async Task They_are_fetched_again_once_a_second_and_not_more_often()
    {
        var concert = await _api.ConcertAsync(rows: 1, seatsPerRow: 5);
        Assert.Equal((0, 0), QueueOf(await FiguresAsync()));

        await (await _api.UserAsync()).JoinAsync(concert);
        _api.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal((0, 0), QueueOf(await FiguresAsync()));
        _api.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 1), QueueOf(await FiguresAsync()));
    }

    [Fact]
    public async Task They_have_the_same_pages_as_the_concerts()
    {
        for (var i = 0; i < 3; i++) await _api.ConcertAsync(rows: 1, seatsPerRow: 1);

        foreach (var query in new[] { "?limit=2", $"?limit=2&cursor={await CursorAsync("?limit=2")}", "" })
        {
            var concerts = (await _api.Anyone.GetAsync($"/v1/concerts{query}")).Granted();
            var figures = (await Operator.GetAsync($"/v1/figures{query}")).Granted();
            Assert.Equal(IdsOf(concerts), IdsOf(figures));
            Assert.Equal(concerts.Json["nextCursor"]?.ToString(), figures.Json["nextCursor"]?.ToString());
        }
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?cursor=page2")]
    public async Task An_invalid_page_is_refused(string query) =>
        (await Operator.GetAsync($"/v1/figures{query}")).Refused(400, "invalid_request");

    private static bool AreRight(JsonNode item)
    {
        var date = item["performances"]![0]!;
        return QueueOf(item) == (1, 1)
            && (Number(date, "seatsTotal"), Number(date, "seatsAvailable")) == (5, 2)
            && (Number(date, "seatsHeld"), Number(date, "seatsSold")) == (1, 2)
            && (Number(date, "revenue"), Number(date, "purchases")) == (20_000, 1);
    }

    private static (long Waiting, long Active) QueueOf(JsonNode item) => (Number(item, "waiting"), Number(item, "active"));

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();

    private static IEnumerable<string> IdsOf(Answer page) =>
        page.Json["items"]!.AsArray().Select(item => item!["concertId"]!.GetValue<string>());

    private static async Task<string> StatusAsync(Caller user) =>
        (await user.GetAsync("/v1/queue-tokens/current")).Granted().Text("status");

    private async Task<JsonNode> FiguresAsync() => (await Operator.GetAsync("/v1/figures")).Granted().Json["items"]![0]!;

    private async Task<string> CursorAsync(string query) =>
        (await _api.Anyone.GetAsync($"/v1/concerts{query}")).Granted().Text("nextCursor");
}
