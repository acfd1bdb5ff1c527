using System.Net.Sockets;

namespace Concert.Deploy;

/// <summary>What one address may take of the balancer, with lower numbers than it ships with.</summary>
public sealed class BalancerLimitsTests
{
    private const string Greedy = "127.0.0.1";
    private const string Other = "127.0.0.2";

    [Fact]
    public async Task A_flood_of_streams_from_one_address_leaves_another_its_room()
    {
        await using var api = await ApiHost.StartAsync();
        await using var balancer = await BalancerProcess.StartAsync(api.Addresses[0], ("CONCERT_SOURCE_CONNECTIONS", "5"));
        var stream = $"/v1/performances/{(await api.ConcertAsync()).PerformanceId}/seats/stream";
        var flood = new List<Socket>();
        for (var i = 0; i < 20; i++)
        {
            if (await TryAsync(balancer, stream) is { } served) flood.Add(served);
        }

        Assert.Equal(5, flood.Count);
        using var other = SourceAddress.ClientFrom(Other, balancer.Url);
        using var events = await (api.Anyone with { Http = other }).StreamAsync(stream);
        Assert.NotNull(await events.NextAsync());
        (await (api.Anyone with { Http = other }).GetAsync("/v1/concerts")).Granted();
        flood.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task An_address_with_too_many_requests_gets_429_and_another_is_served()
    {
        await using var api = await ApiHost.StartAsync();
        await using var balancer = await BalancerProcess.StartAsync(api.Addresses[0], ("CONCERT_SOURCE_REQUESTS", "10"));
        using var greedy = SourceAddress.ClientFrom(Greedy, balancer.Url);
        using var other = SourceAddress.ClientFrom(Other, balancer.Url);
        for (var i = 0; i < 10; i++) (await (api.Anyone with { Http = greedy }).GetAsync("/v1/concerts")).Granted();

        var refused = await (api.Anyone with { Http = greedy }).GetAsync("/v1/concerts");

        AssertTooMany(refused);
        (await (api.Anyone with { Http = other }).GetAsync("/v1/concerts")).Granted();
    }

    [Theory]
    [InlineData("/v1/performances/{0}/seats/stream")]
    [InlineData("/V1/performances/{0}/seats/STREAM")]
    [InlineData("/v1/performances/{0}/seats/%73tream/?compact=true")]
    public async Task An_address_with_too_many_streams_gets_429_and_makes_other_calls(string path)
    {
        await using var api = await ApiHost.StartAsync();
        await using var balancer = await BalancerProcess.StartAsync(api.Addresses[0], ("CONCERT_SOURCE_STREAMS", "1"));
        var stream = string.Format(null, path, (await api.ConcertAsync()).PerformanceId);
        using var one = await TryAsync(balancer, stream);
        Assert.NotNull(one);
        using var greedy = SourceAddress.ClientFrom(Greedy, balancer.Url);
        using var other = SourceAddress.ClientFrom(Other, balancer.Url);

        AssertTooMany(await (api.Anyone with { Http = greedy }).GetAsync(stream));
        (await (api.Anyone with { Http = greedy }).GetAsync("/v1/concerts")).Granted();
        using var events = await (api.Anyone with { Http = other }).StreamAsync(stream);
    }

    [Fact]
    public async Task Behind_a_CDN_each_of_its_clients_has_limits_and_the_CDN_has_none()
    {
        await using var api = await ApiHost.StartAsync();
        await using var balancer = await BalancerProcess.StartAsync(
            api.Addresses[0], ("CONCERT_TRUSTED_HOPS", "2"), ("CONCERT_SOURCE_CONNECTIONS", "1"), ("CONCERT_SOURCE_REQUESTS", "5"));
        using var cdn = SourceAddress.ClientFrom(Greedy, balancer.Url);
        using var more = SourceAddress.ClientFrom(Greedy, balancer.Url);
        var greedy = (api.Anyone with { Http = cdn }).With("X-Forwarded-For", "1.1.1.1, 203.0.113.7");
        var other = (api.Anyone with { Http = more }).With("X-Forwarded-For", "203.0.113.7, 203.0.113.8");

        for (var i = 0; i < 5; i++) (await greedy.GetAsync("/v1/concerts")).Granted();

        AssertTooMany(await greedy.GetAsync("/v1/concerts"));
        (await other.GetAsync("/v1/concerts")).Granted();
    }

    [Fact]
    public async Task A_balancer_that_is_nearly_full_refuses_streams_and_serves_every_other_call()
    {
        await using var api = await ApiHost.StartAsync();
        await using var balancer = await BalancerProcess.StartAsync(api.Addresses[0], ("CONCERT_STREAMS", "2"));
        var stream = $"/v1/performances/{(await api.ConcertAsync()).PerformanceId}/seats/stream";
        using var one = await TryAsync(balancer, stream);
        using var two = await TryAsync(balancer, stream);
        Assert.NotNull(one);
        Assert.NotNull(two);
        using var other = SourceAddress.ClientFrom(Other, balancer.Url);

        AssertTooMany(await (api.Anyone with { Http = other }).GetAsync(stream));
        (await (api.Anyone with { Http = other }).GetAsync("/v1/concerts")).Granted();
    }

    // The balancer has no detail and no trace id of its own.
    private static void AssertTooMany(Answer refused)
    {
        Assert.Equal((429, "application/problem+json"), (refused.Status, refused.Response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("too_many_requests", refused.Text("code"));
        Assert.True(refused.Response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    /// <summary>A connection with an open stream; null: it was refused or closed at once.</summary>
    private static async Task<Socket?> TryAsync(BalancerProcess balancer, string stream)
    {
        if (await SourceAddress.TryGetAsync(Greedy, balancer.Url, stream) is not var (socket, head)) return null;
        if (head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) return socket;
        socket.Dispose();
        return null;
    }
}
