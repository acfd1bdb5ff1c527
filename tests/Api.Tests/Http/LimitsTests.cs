namespace Concert.Http;

/// <summary>Rate limits, and streams at shutdown.</summary>
public sealed class LimitsTests
{
    [Fact]
    public async Task A_client_over_its_rate_limit_gets_429_and_another_does_not()
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
    public async Task A_shutdown_ends_the_streams()
    {
        await using var api = await ApiHost.StartAsync();
        var concert = await api.ConcertAsync();
        using var events = await api.Anyone.StreamAsync($"/v1/performances/{concert.PerformanceId}/seats/stream");
        await events.NextAsync();

        await api.StopAsync();

        Assert.Null(await events.NextAsync());
    }
}
