namespace Concert.Http;

/// <summary>What a service does that is asked too much, or told to stop.</summary>
public sealed class LimitsTests
{
    [Fact]
    public async Task A_client_that_asks_too_much_is_told_to_wait_and_another_is_not()
    {
        await using var api = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "3"));
        var greedy = await api.UserAsync();
        var other = await api.UserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => greedy.GetAsync("/v1/wallet")));

        var refused = answers.First(answer => answer.Status != 200).Refused(429, "too_many_requests");
        Assert.True(refused.Response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        (await other.GetAsync("/v1/wallet")).Granted();
    }

    [Fact]
    public async Task Health_metrics_documentation_and_page_are_never_limited()
    {
        await using var api = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "1"));

        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics", "/openapi/v1.json", "/docs/", "/problems/seat_taken", "/", "/admin", "/favicon.svg" })
        {
            for (var i = 0; i < 5; i++) (await api.Anyone.GetAsync(path)).Granted();
        }
    }

    [Fact]
    public async Task A_service_that_stops_ends_its_streams()
    {
        await using var api = await ApiHost.StartAsync();
        var concert = await api.ConcertAsync();
        using var events = await api.Anyone.StreamAsync($"/v1/performances/{concert.PerformanceId}/seats/stream");
        await events.NextAsync();

        await api.StopAsync();

        Assert.Null(await events.NextAsync());
    }
}
