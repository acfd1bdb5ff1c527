namespace Concert.Streaming;

/// <summary>The limits on streams, over HTTP.</summary>
[OneProcess]
public sealed class StreamLimitsTests
{
    [Fact]
    public async Task An_address_above_its_limit_gets_429_and_loses_the_connection_and_another_address_has_room()
    {
        await using var api = await ApiHost.StartAsync(("Streams:MaxPerAddress", "2"));
        var path = PathOf(await api.ConcertAsync());
        using var one = await api.Anyone.StreamAsync(path);
        using var two = await api.Anyone.StreamAsync(path);

        var refused = (await api.Anyone.GetAsync(path)).Refused(429, "too_many_requests");
        Assert.True(refused.Response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.True(refused.Response.Headers.ConnectionClose);
        using var three = await api.Anyone.From("127.0.0.2").StreamAsync(path);
        Assert.NotNull(await three.NextAsync());
        // Other calls of the address are not streams.
        (await api.Anyone.GetAsync(path.Replace("/stream", "", StringComparison.Ordinal))).Granted();
    }

    [Fact]
    public async Task A_stream_that_the_client_closed_makes_room()
    {
        await using var api = await ApiHost.StartAsync(("Streams:MaxPerAddress", "1"));
        var path = PathOf(await api.ConcertAsync());
        using (var first = await api.Anyone.StreamAsync(path)) await first.NextAsync();

        EventReader? second = null;
        await Eventually.IsAsync(api, async () => (second = await TryAsync(api.Anyone, path)) is not null, "a second stream opens");

        second!.Dispose();
    }

    [Fact]
    public async Task A_user_above_the_limit_gets_429_for_streams_of_both_kinds()
    {
        await using var api = await ApiHost.StartAsync(("Streams:MaxPerUser", "1"));
        var concert = await api.ConcertAsync();
        var user = await (await api.UserAsync()).JoinAsync(concert);
        using var place = await user.StreamAsync("/v1/queue-tokens/current/stream");

        (await user.GetAsync("/v1/queue-tokens/current/stream")).Refused(429, "too_many_requests");
        (await user.GetAsync(PathOf(concert))).Refused(429, "too_many_requests");
        using var anyone = await api.Anyone.StreamAsync(PathOf(concert));
    }

    [Fact]
    public async Task A_gateway_with_all_its_streams_open_is_unavailable_for_another_and_serves_every_other_call()
    {
        await using var api = await ApiHost.StartAsync(("Streams:Max", "1"));
        var concert = await api.ConcertAsync();
        using var first = await api.Anyone.StreamAsync(PathOf(concert));

        var refused = (await api.Anyone.GetAsync(PathOf(concert))).Refused(503, "unavailable");

        Assert.NotNull(refused.Response.Headers.RetryAfter);
        (await api.Anyone.GetAsync("/v1/concerts")).Granted();
    }

    [Fact]
    public async Task A_stream_ends_when_its_access_token_does()
    {
        await using var api = await ApiHost.StartAsync(("Auth:TokenLifetime", "12:00:00"));
        var concert = await api.ConcertAsync();
        var user = await (await api.UserAsync()).JoinAsync(concert);
        // The first call with the token validates it, the second finds it in the cache: both know when it expires.
        using var place = await user.StreamAsync("/v1/queue-tokens/current/stream");
        using var seats = await user.StreamAsync(PathOf(concert));
        using var anyone = await api.Anyone.StreamAsync(PathOf(concert));
        await anyone.NextAsync();

        api.Time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        using var late = await user.StreamAsync(PathOf(concert));
        api.Time.Advance(TimeSpan.FromSeconds(1));

        foreach (var stream in new[] { place, seats, late })
        {
            while (await stream.NextAsync() is not null)
            {
                // Events and heartbeats from before the end.
            }
        }

        (await user.GetAsync("/v1/queue-tokens/current/stream")).Refused(401, "unauthenticated");
    }

    private static string PathOf(TestConcert concert) => $"/v1/performances/{concert.PerformanceId}/seats/stream";

    private static async Task<EventReader?> TryAsync(Caller caller, string path)
    {
        var response = await caller.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        if (response.IsSuccessStatusCode) return new(response, new(await response.Content.ReadAsStreamAsync()));
        response.Dispose();
        return null;
    }
}
