namespace Concert.Deploy;

/// <summary>
/// The shipped <c>deploy/haproxy.cfg</c> in front of a gateway with the shipped number of trusted proxies. The gateway counts requests
/// by the address that it finds out.
/// </summary>
public sealed class BalancerTests : IAsyncDisposable
{
    private ApiHost? _api;
    private BalancerProcess? _balancer;
    private HttpClient? _client;

    [Fact]
    public async Task A_client_cannot_choose_its_address_through_the_balancer()
    {
        var client = await StartAsync(trustedHops: null);

        var answers = await CallAsync(client, number => $"6.6.6.{number}");

        Assert.Equal(4, answers.Count(status => status == 200));
    }

    [Fact]
    public async Task A_client_cannot_choose_its_address_through_a_CDN_and_the_balancer()
    {
        var cdn = await StartAsync(trustedHops: "2");

        var answers = await CallAsync(cdn, number => $"6.6.6.{number}, 203.0.113.7");

        Assert.Equal(4, answers.Count(status => status == 200));
    }

    [Fact]
    public async Task Fans_behind_a_CDN_and_the_balancer_have_limits_of_their_own()
    {
        var cdn = await StartAsync(trustedHops: "2");

        var answers = await CallAsync(cdn, number => $"203.0.113.{number}");

        Assert.All(answers, status => Assert.Equal(200, status));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_balancer is not null) await _balancer.DisposeAsync();
        if (_api is not null) await _api.DisposeAsync();
    }

    private static async Task<int[]> CallAsync(HttpClient client, Func<int, string> forwardedFor) =>
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/settings");
            request.Headers.Add("X-Forwarded-For", forwardedFor(number));
            using var response = await client.SendAsync(request);
            return (int)response.StatusCode;
        }));

    private async Task<HttpClient> StartAsync(string? trustedHops)
    {
        _api = await ApiHost.StartAsync(
            ("Forwarded:TrustedHops", trustedHops ?? "1"), ("RateLimit:PerClientPerSecond", "4"), ("RateLimit:PerAddressPerSecond", "4"));
        _balancer = await BalancerProcess.StartAsync(
            _api.Http.BaseAddress!, trustedHops is null ? [] : [("CONCERT_TRUSTED_HOPS", trustedHops)]);
        _client = new() { BaseAddress = _balancer.Url };
        return _client;
    }
}
