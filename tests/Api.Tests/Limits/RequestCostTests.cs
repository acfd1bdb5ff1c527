namespace Concert.Limits;

/// <summary>What each kind of request costs. The clock stands still, so that no permit returns before a test advances it.</summary>
[OneProcess]
public sealed class RequestCostTests(RequestCostTests.HundredPermits hundred) : IClassFixture<RequestCostTests.HundredPermits>
{
    [Theory]
    [InlineData("/v1/performances/none/seats", 20)]
    [InlineData("/v1/performances/none/seats/stream", 20)]
    [InlineData("/v1/figures", 20)]
    [InlineData("/metrics", 20)]
    [InlineData("/docs/", 2)]
    [InlineData("/openapi/v1.json", 1)]
    [InlineData("/v1/settings", 100)]
    [InlineData("/v1/no-such-call", 100)]
    [InlineData("/problems/seat_taken", 100)]
    public async Task What_costs_the_gateway_more_costs_the_client_more(string path, int count)
    {
        var api = hundred.Host;
        // The permits that another case used return.
        api.Time.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < count; i++) Assert.NotEqual(429, (await api.Anyone.GetAsync(path)).Status);

        (await api.Anyone.GetAsync(path)).Refused(429, "too_many_requests");
        (await api.Anyone.From("127.0.0.2").GetAsync("/v1/settings")).Granted();
    }

    [Fact]
    public async Task What_costs_more_than_the_whole_limit_costs_the_whole_limit()
    {
        await using var api = await ApiHost.StartAsync(PerUser("3"), PerAddress("100"));
        var concert = await api.ConcertAsync();
        var user = await api.UserAsync();
        var map = $"/v1/performances/{concert.PerformanceId}/seats";

        (await user.GetAsync(map)).Granted();

        var refused = (await user.GetAsync("/v1/wallet")).Refused(429, "too_many_requests");
        api.Time.Advance(refused.Response.Headers.RetryAfter!.Delta!.Value);
        (await user.GetAsync(map)).Granted();
    }

    [Fact]
    public async Task A_seat_map_that_the_client_already_has_costs_one_permit()
    {
        await using var api = await ApiHost.StartAsync(PerUser("1"), PerAddress("30"));
        var concert = await api.ConcertAsync();
        var map = $"/v1/performances/{concert.PerformanceId}/seats";
        var tag = (await api.Anyone.GetAsync(map)).Granted().Response.Headers.ETag!.Tag;
        api.Time.Advance(TimeSpan.FromSeconds(1));

        // The 26th has five permits left, as many as the map could cost.
        for (var i = 0; i < 26; i++) Assert.Equal(304, (await api.Anyone.With("If-None-Match", tag).GetAsync(map)).Status);

        (await api.Anyone.With("If-None-Match", tag).GetAsync(map)).Refused(429, "too_many_requests");
        (await api.Anyone.GetAsync("/v1/settings")).Granted();
    }

    [Fact]
    public async Task Health_and_pages_are_never_limited()
    {
        await using var api = await ApiHost.StartAsync(PerUser("1"), PerAddress("1"));
        for (var i = 0; i < 5; i++) await api.Anyone.GetAsync("/v1/settings");

        foreach (var path in new[] { "/health/live", "/health/ready", "/", "/admin", "/favicon.svg" })
        {
            for (var i = 0; i < 5; i++) (await api.Anyone.GetAsync(path)).Granted();
        }
    }

    private static (string, string) PerUser(string permits) => ("RateLimit:PerClientPerSecond", permits);

    private static (string, string) PerAddress(string permits) => ("RateLimit:PerAddressPerSecond", permits);

    /// <summary>A service that gives each address a hundred permits a second.</summary>
    public sealed class HundredPermits : IAsyncLifetime
    {
        public ApiHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(PerUser("1"), PerAddress("100"));

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
