using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Concert.Seats;

/// <summary>The seat map as letters: <c>compact=true</c>.</summary>
[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed class CompactSeatsEndpointsTests(ApiFixture api)
{
    [Fact]
    public async Task The_compact_map_is_the_first_event_of_the_compact_stream()
    {
        var concert = await api.Host.ConcertAsync(rows: 2, seatsPerRow: 2);
        await HoldAsync(concert, "1-1-2");
        await Eventually.IsAsync(api.Host, async () => await StatusesAsync(concert) == "ahaa", "1-1-2 is held");

        var map = (await api.Host.Anyone.GetAsync(PathOf(concert))).Granted();

        using var events = await api.Host.Anyone.StreamAsync($"/v1/performances/{concert.PerformanceId}/seats/stream?compact=true");
        var snapshot = (await events.NextAsync())!.Value.Data!;
        Assert.Equal(snapshot.ToJsonString(), map.BodyText);
        Assert.Equal(
            $$"""{"performanceId":"{{concert.PerformanceId}}","version":{{map.Json["version"]}},"statuses":"ahaa"}""", map.BodyText);
        Assert.Equal("application/json", map.Response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_letter_stands_where_the_long_form_has_its_seat()
    {
        var concert = await api.Host.ConcertAsync(rows: 3, seatsPerRow: 2);
        await HoldAsync(concert, "1-2-1");
        await Eventually.IsAsync(api.Host, async () => await StatusesAsync(concert) == "aahaaa", "1-2-1 is held");

        var seats = (await api.Host.Anyone.GetAsync(LongPathOf(concert))).Granted().Json["seats"]!.AsArray();

        Assert.Equal("aahaaa", string.Concat(seats.Select(seat => seat!["status"]!.GetValue<string>()[0])));
    }

    [Fact]
    public async Task A_client_that_has_the_compact_map_gets_304_until_it_changes()
    {
        var concert = await api.Host.ConcertAsync(rows: 1, seatsPerRow: 2);
        var tag = (await api.Host.Anyone.GetAsync(PathOf(concert))).Granted().Response.Headers.ETag!;
        Assert.False(tag.IsWeak);

        var reader = api.Host.Anyone.With("If-None-Match", tag.ToString());
        var again = await reader.GetAsync(PathOf(concert));
        Assert.Equal((HttpStatusCode.NotModified, 0, tag), (again.Response.StatusCode, again.Bytes.Length, again.Response.Headers.ETag));

        await HoldAsync(concert, "1-1-2");
        await Eventually.IsAsync(api.Host, async () => (await reader.GetAsync(PathOf(concert))).Status == 200, "the map has changed");
        var changed = (await reader.GetAsync(PathOf(concert))).Granted();
        Assert.Equal("ah", changed.Text("statuses"));
        Assert.NotEqual(tag, changed.Response.Headers.ETag);
    }

    [Fact]
    public async Task Each_form_and_encoding_has_a_tag_of_its_own_and_only_its_own_gives_304()
    {
        var concert = await api.Host.ConcertAsync();
        string[] paths = [PathOf(concert), LongPathOf(concert), LongPathOf(concert) + "?status=available"];
        var forms = paths.SelectMany(path => new[] { "identity", "gzip" }.Select(encoding => (Path: path, Encoding: encoding))).ToList();
        var tags = new List<string>();
        foreach (var (path, encoding) in forms)
        {
            var answer = (await api.Host.Anyone.With("Accept-Encoding", encoding).GetAsync(path)).Granted();
            Assert.Equal(["Accept-Encoding"], answer.Response.Headers.Vary);
            tags.Add(answer.Response.Headers.ETag!.ToString());
        }

        Assert.Distinct(tags);
        foreach (var (index, (path, encoding)) in forms.Index())
        {
            foreach (var (other, tag) in tags.Index())
            {
                var status = (await api.Host.Anyone.With("Accept-Encoding", encoding).With("If-None-Match", tag).GetAsync(path)).Status;
                Assert.Equal(other == index ? 304 : 200, status);
            }
        }
    }

    [Fact]
    public async Task The_compressed_compact_map_decodes_to_the_same_text()
    {
        var concert = await api.Host.ConcertAsync();
        var plain = (await api.Host.Anyone.GetAsync(PathOf(concert))).Granted();

        var compressed = (await api.Host.Anyone.With("Accept-Encoding", "br;q=0.5, gzip").GetAsync(PathOf(concert))).Granted();

        Assert.Equal("gzip", compressed.Response.Content.Headers.ContentEncoding.Single());
        using var text = new StreamReader(new GZipStream(new MemoryStream(compressed.Bytes), CompressionMode.Decompress), Encoding.UTF8);
        Assert.Equal(plain.BodyText, await text.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Empty((await api.Host.Anyone.With("Accept-Encoding", "gzip;q=0").GetAsync(PathOf(concert))).Response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("available")]
    [InlineData("held")]
    [InlineData("sold")]
    public async Task A_filter_of_the_compact_map_is_refused_because_letters_would_move(string status)
    {
        var concert = await api.Host.ConcertAsync();

        var refused = await api.Host.Anyone.GetAsync($"{PathOf(concert)}&status={status}");

        refused.Refused(400, "invalid_request");
        Assert.Equal("status", refused.Json["errors"]!.AsObject().Single().Key);
        Assert.Equal("It can't go with compact=true, which has a letter for every seat.", refused.Json["errors"]!["status"]!.AsArray().Single()!.GetValue<string>());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("TRUE")]
    [InlineData("yes")]
    public async Task Another_value_of_compact_is_refused_as_the_stream_refuses_it(string value)
    {
        var concert = await api.Host.ConcertAsync();

        var refused = await api.Host.Anyone.GetAsync($"{LongPathOf(concert)}?compact={value}");

        refused.Refused(400, "invalid_request");
        var stream = await api.Host.Anyone.GetAsync($"{LongPathOf(concert)}/stream?compact={value}");
        Assert.Equal(stream.Json["errors"]!.ToJsonString(), refused.Json["errors"]!.ToJsonString());
    }

    [Fact]
    public async Task With_compact_false_the_map_has_seat_objects_and_can_be_filtered()
    {
        var concert = await api.Host.ConcertAsync(rows: 1, seatsPerRow: 2);

        Assert.Equal(2, (await SeatsAsync("?compact=false")).Count);
        Assert.Empty(await SeatsAsync("?compact=false&status=sold"));

        async Task<JsonArray> SeatsAsync(string query) =>
            (await api.Host.Anyone.GetAsync(LongPathOf(concert) + query)).Granted().Json["seats"]!.AsArray();
    }

    [Fact]
    public async Task The_compact_map_of_an_unknown_performance_is_not_found() =>
        (await api.Host.Anyone.GetAsync("/v1/performances/p_none/seats?compact=true")).Refused(404, "performance_not_found");

    private static string LongPathOf(TestConcert concert) => $"/v1/performances/{concert.PerformanceId}/seats";

    private static string PathOf(TestConcert concert) => $"{LongPathOf(concert)}?compact=true";

    private async Task HoldAsync(TestConcert concert, string seatId)
    {
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ReserveAsync(concert, seatId)).Granted(HttpStatusCode.Created);
    }

    private async Task<string> StatusesAsync(TestConcert concert) =>
        (await api.Host.Anyone.GetAsync(PathOf(concert))).Granted().Text("statuses");
}
