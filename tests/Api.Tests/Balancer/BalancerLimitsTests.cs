using System.Net.Sockets;
using System.Text;

namespace Concert.Balancer;

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
        using var other = FromAddress.Http(balancer.Url, Other);
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
        using var greedy = FromAddress.Http(balancer.Url, Greedy);
        using var other = FromAddress.Http(balancer.Url, Other);
        for (var i = 0; i < 10; i++) (await (api.Anyone with { Http = greedy }).GetAsync("/v1/concerts")).Granted();

        var refused = await (api.Anyone with { Http = greedy }).GetAsync("/v1/concerts");

        AssertTooMany(refused);
        (await (api.Anyone with { Http = other }).GetAsync("/v1/concerts")).Granted();
    }

    [Fact]
    public async Task A_balancer_that_is_nearly_full_refuses_streams_and_serves_every_other_call()
    {
        await using var api = await ApiHost.StartAsync();
        await using var balancer = await BalancerProcess.StartAsync(api.Addresses[0], ("CONCERT_STREAM_CONNECTIONS", "2"));
        var stream = $"/v1/performances/{(await api.ConcertAsync()).PerformanceId}/seats/stream";
        using var one = await TryAsync(balancer, stream);
        using var two = await TryAsync(balancer, stream);
        Assert.NotNull(one);
        Assert.NotNull(two);
        using var other = FromAddress.Http(balancer.Url, Other);

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

    /// <summary>A connection with an open stream; null: the balancer closed it at once.</summary>
    private static async Task<Socket?> TryAsync(BalancerProcess balancer, string stream)
    {
        Socket? socket = null;
        try
        {
            socket = await FromAddress.ConnectAsync(balancer.Url.Port, Greedy, TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {stream} HTTP/1.1\r\nHost: a\r\n\r\n"), TestContext.Current.CancellationToken);
            var head = new byte[1024];
            var count = await socket.ReceiveAsync(head, TestContext.Current.CancellationToken);
            if (Encoding.ASCII.GetString(head, 0, count).StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) return socket;
        }
        catch (SocketException)
        {
            // Reset.
        }

        socket?.Dispose();
        return null;
    }
}
