using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Concert.Storage;

namespace Concert.Seats;

[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed class SeatsEndpointsTests(ApiFixture api)
{
    [Fact]
    public async Task Every_seat_is_listed_with_its_place_price_and_status()
    {
        var concert = await api.Host.ConcertAsync(rows: 2, seatsPerRow: 2);

        var answer = (await api.Host.Anyone.GetAsync(PathOf(concert))).Granted();

        Assert.Equal(concert.PerformanceId, answer.Text("performanceId"));
        Assert.Equal(4, answer.Json["seats"]!.AsArray().Count);
        Assert.Equal(
            """{"seatId":"1-1-1","section":"R","row":1,"number":1,"price":10000,"status":"available"}""",
            answer.Json["seats"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task A_client_that_has_the_map_gets_304_until_it_changes()
    {
        var concert = await api.Host.ConcertAsync();
        var first = (await api.Host.Anyone.GetAsync(PathOf(concert))).Granted();
        var tag = first.Response.Headers.ETag!;
        Assert.False(tag.IsWeak);

        var reader = api.Host.Anyone.With("If-None-Match", tag.ToString());
        var again = await reader.GetAsync(PathOf(concert));
        Assert.Equal((HttpStatusCode.NotModified, 0, tag), (again.Response.StatusCode, again.Bytes.Length, again.Response.Headers.ETag));

        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        await Eventually.IsAsync(api.Host, async () => (await reader.GetAsync(PathOf(concert))).Status == 200, "the map has changed");
    }

    [Fact]
    public async Task A_status_filter_omits_all_other_seats()
    {
        var concert = await api.Host.ConcertAsync(rows: 1, seatsPerRow: 3);
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ReserveAsync(concert, "1-1-2")).Granted(HttpStatusCode.Created);

        await Eventually.IsAsync(
            api.Host, async () => (await SeatsAsync(concert, "?status=held")).SequenceEqual(["1-1-2"]), "1-1-2 is held");
        Assert.Equal(["1-1-1", "1-1-3"], await SeatsAsync(concert, "?status=available"));
        Assert.Empty(await SeatsAsync(concert, "?status=sold"));
    }

    [Fact]
    public async Task The_compressed_map_is_the_same_map_with_its_own_tag()
    {
        var concert = await api.Host.ConcertAsync();
        var plain = (await api.Host.Anyone.GetAsync(PathOf(concert))).Granted();

        var compressed = (await api.Host.Anyone.With("Accept-Encoding", "br;q=0.5, gzip").GetAsync(PathOf(concert))).Granted();

        Assert.Equal("gzip", compressed.Response.Content.Headers.ContentEncoding.Single());
        Assert.NotEqual(plain.Response.Headers.ETag, compressed.Response.Headers.ETag);
        using var decompressed = new GZipStream(new MemoryStream(compressed.Bytes), CompressionMode.Decompress);
        Assert.True(JsonNode.DeepEquals(plain.Json, await JsonNode.ParseAsync(decompressed)));
    }

    [Fact]
    public async Task A_watcher_gets_a_snapshot_and_then_the_changes()
    {
        var concert = await api.Host.ConcertAsync(rows: 1, seatsPerRow: 2);
        using var events = await api.Host.Anyone.StreamAsync($"{PathOf(concert)}/stream");
        var snapshot = (await events.NextAsync())!.Value;
        Assert.Equal(("snapshot", 2), (snapshot.Name, snapshot.Data!["seats"]!.AsArray().Count));

        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ReserveAsync(concert, "1-1-2")).Granted(HttpStatusCode.Created);
        var change = await events.NextEventAsync(api.Host);

        Assert.Equal("seats", change.Name);
        Assert.Equal("""[{"seatId":"1-1-2","status":"held"}]""", change.Data["seats"]!.ToJsonString());
        Assert.True(change.Data["version"]!.GetValue<long>() > snapshot.Data["version"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_compact_stream_has_letters_for_seats_and_indexes_for_changes()
    {
        var concert = await api.Host.ConcertAsync(rows: 2, seatsPerRow: 2);
        using var events = await api.Host.Anyone.StreamAsync($"{PathOf(concert)}/stream?compact=true");
        var snapshot = (await events.NextAsync())!.Value;
        var version = snapshot.Data!["version"]!.GetValue<long>();
        Assert.Equal("snapshot", snapshot.Name);
        Assert.Equal(
            $$"""{"performanceId":"{{concert.PerformanceId}}","version":{{version}},"statuses":"aaaa"}""", snapshot.Data.ToJsonString());

        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ReserveAsync(concert, "1-2-1")).Granted(HttpStatusCode.Created);
        var change = await events.NextEventAsync(api.Host);

        Assert.Equal("seats", change.Name);
        Assert.Equal(
            $$"""{"performanceId":"{{concert.PerformanceId}}","version":{{version + 1}},"available":[],"held":[2],"sold":[]}""",
            change.Data.ToJsonString());
    }

    [Fact]
    public async Task A_stream_with_compact_false_has_seat_objects()
    {
        var concert = await api.Host.ConcertAsync(rows: 1, seatsPerRow: 1);
        using var events = await api.Host.Anyone.StreamAsync($"{PathOf(concert)}/stream?compact=false");

        Assert.Single((await events.NextAsync())!.Value.Data!["seats"]!.AsArray());
    }

    [Fact]
    public async Task A_stream_without_changes_sends_heartbeats()
    {
        var concert = await api.Host.ConcertAsync();
        using var events = await api.Host.Anyone.StreamAsync($"{PathOf(concert)}/stream");
        await events.NextAsync();

        var next = events.NextAsync();
        await Eventually.IsAsync(api.Host, () => Task.FromResult(next.IsCompleted), "a heartbeat arrives");

        Assert.Equal((null, null), ((await next)!.Value.Name, (await next)!.Value.Data));
    }

    private static string PathOf(TestConcert concert) => $"/v1/performances/{concert.PerformanceId}/seats";

    private async Task<string[]> SeatsAsync(TestConcert concert, string query) =>
    [
        .. (await api.Host.Anyone.GetAsync(PathOf(concert) + query)).Granted().Json["seats"]!.AsArray()
            .Select(seat => seat!["seatId"]!.GetValue<string>()),
    ];
}
