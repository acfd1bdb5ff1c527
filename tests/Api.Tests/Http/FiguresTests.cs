using System.Net;
using System.Text.Json.Nodes;
using Concert.Storage;

namespace Concert.Http;

/// <summary>How the sale goes, as operators see it.</summary>
public sealed class FiguresTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    private Caller Operator => _api.Anyone.With("Admin-Key", ApiHost.AdminKey);

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync(("Queue:MaxActive", "1"));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task They_tell_who_waits_who_is_in_and_what_is_sold()
    {
        var concert = await _api.ConcertAsync(rows: 1, seatsPerRow: 5);
        var buyer = await (await _api.UserAsync("Minji")).JoinAsync(concert);
        await buyer.ChargeAsync(100_000);
        var paid = (await buyer.ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(HttpStatusCode.Created);
        (await buyer.PayAsync(paid.Text("reservationId"))).Granted(HttpStatusCode.Created);
        // Joins until the slot is the next one's: it is given up after the payment is answered.
        var holder = await _api.UserAsync("Jun");
        await Eventually.IsAsync(_api, async () => (await StatusAsync(holder = await holder.JoinAsync(concert))) == "active", "Jun is in");
        (await holder.ReserveAsync(concert, "1-1-3")).Granted(HttpStatusCode.Created);
        await (await _api.UserAsync("Sora")).JoinAsync(concert);

        await Eventually.IsAsync(_api, async () => await FiguresAsync() is { } figures && IsAsItIs(figures), "the figures are right");

        var item = await FiguresAsync();
        Assert.Equal(
            ["concertId", "title", "artist", "venue", "waiting", "active", "currency", "performances"],
            item.AsObject().Select(member => member.Key));
        Assert.Equal(concert.ConcertId, item["concertId"]!.GetValue<string>());
        Assert.Equal("KRW", item["currency"]!.GetValue<string>());
        var date = Assert.Single(item["performances"]!.AsArray())!;
        Assert.Equal(
            ["performanceId", "startsAt", "salesOpenAt", "seatsTotal", "seatsAvailable", "seatsHeld", "seatsSold", "revenue", "purchases"],
            date.AsObject().Select(member => member.Key));
        Assert.Equal(concert.PerformanceId, date["performanceId"]!.GetValue<string>());
    }

    [Fact]
    public async Task They_are_told_anew_once_a_second_and_not_more_often()
    {
        var concert = await _api.ConcertAsync(rows: 1, seatsPerRow: 5);
        Assert.Equal((0, 0), LineOf(await FiguresAsync()));

        await (await _api.UserAsync()).JoinAsync(concert);
        _api.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal((0, 0), LineOf(await FiguresAsync()));
        _api.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 1), LineOf(await FiguresAsync()));
    }

    [Fact]
    public async Task Their_pages_are_those_of_the_concerts()
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
    public async Task A_page_that_is_none_is_refused(string query) =>
        (await Operator.GetAsync($"/v1/figures{query}")).Refused(400, "invalid_request");

    private static bool IsAsItIs(JsonNode item)
    {
        var date = item["performances"]![0]!;
        return LineOf(item) == (1, 1)
            && (Number(date, "seatsTotal"), Number(date, "seatsAvailable"), Number(date, "seatsHeld"), Number(date, "seatsSold")) == (5, 2, 1, 2)
            && (Number(date, "revenue"), Number(date, "purchases")) == (20_000, 1);
    }

    private static (long Waiting, long Active) LineOf(JsonNode item) => (Number(item, "waiting"), Number(item, "active"));

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();

    private static IEnumerable<string> IdsOf(Answer page) =>
        page.Json["items"]!.AsArray().Select(item => item!["concertId"]!.GetValue<string>());

    private static async Task<string> StatusAsync(Caller user) => (await user.GetAsync("/v1/queue-tokens/current")).Granted().Text("status");

    private async Task<JsonNode> FiguresAsync() => (await Operator.GetAsync("/v1/figures")).Granted().Json["items"]![0]!;

    private async Task<string> CursorAsync(string query) => (await _api.Anyone.GetAsync($"/v1/concerts{query}")).Granted().Text("nextCursor");
}
