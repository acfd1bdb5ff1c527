using System.Diagnostics.Metrics;
using System.Net;
using Concert.Problems;
using Concert.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Streaming;

public sealed class OpenStreamsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public void An_address_has_its_limit_and_another_address_its_own()
    {
        var streams = With(new() { MaxPerAddress = 2 });

        Assert.Null(CodeOf(streams, "10.0.0.1"));
        Assert.Null(CodeOf(streams, "10.0.0.1"));
        Assert.Equal(Codes.TooManyRequests, CodeOf(streams, "10.0.0.1"));
        Assert.Null(CodeOf(streams, "10.0.0.2"));
    }

    [Fact]
    public void A_user_has_one_limit_at_all_addresses()
    {
        var streams = With(new() { MaxPerUser = 2 });

        Assert.Null(CodeOf(streams, "10.0.0.1", "minji"));
        Assert.Null(CodeOf(streams, "10.0.0.2", "minji"));
        Assert.Equal(Codes.TooManyRequests, CodeOf(streams, "10.0.0.3", "minji"));
        Assert.Null(CodeOf(streams, "10.0.0.3", "jun"));
        Assert.Null(CodeOf(streams, "10.0.0.3"));
    }

    [Theory]
    [InlineData(3, 100, 3)]
    [InlineData(100, 8, 6)]
    [InlineData(100, 1, 1)]
    public void All_streams_together_leave_a_quarter_of_the_connections(int max, int connections, int expected)
    {
        var streams = With(new() { Max = max }, connections);

        for (var i = 0; i < expected; i++) Assert.Null(CodeOf(streams, $"10.0.0.{i}"));
        Assert.Equal(Codes.Unavailable, CodeOf(streams, "10.0.1.0"));
    }

    [Fact]
    public void A_stream_that_ended_makes_room_once()
    {
        var streams = With(new() { MaxPerAddress = 2, MaxPerUser = 2, Max = 2 });
        Assert.True(streams.TryOpen(IPAddress.Loopback, "minji", out var first, out _));
        Assert.True(streams.TryOpen(IPAddress.Loopback, "minji", out _, out _));

        first.Dispose();
        first.Dispose();

        Assert.Null(CodeOf(streams, "127.0.0.1", "minji"));
        Assert.Equal(Codes.TooManyRequests, CodeOf(streams, "127.0.0.1", "minji"));
    }

    public void Dispose() => _services.Dispose();

    private static string? CodeOf(OpenStreams streams, string address, string? userId = null) =>
        streams.TryOpen(IPAddress.Parse(address), userId, out _, out var refusal) ? null : refusal.Code;

    private OpenStreams With(StreamOptions options, int connections = 1_000) =>
        new(options, connections, new GatewayMeter(_services.GetRequiredService<IMeterFactory>()));
}
