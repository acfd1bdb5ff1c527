namespace Concert.Deploy;

/// <summary>
/// <c>deploy/haproxy.cfg</c> in front of a gateway with the shipped number of trusted proxies. The gateway counts requests
/// by the address that it finds out.
/// </summary>
[OneProcess]
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

    [Fact]
    public async Task Operators_reach_their_addresses_through_a_frontend_of_their_own_and_nobody_else_does()
    {
        var gateway = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var operators = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        _api = await ApiHost.StartAsync(("Operations:Urls", gateway.ToString()), ("Forwarded:TrustedHops", "1"));
        _balancer = await BalancerProcess.StartAsync(
            _api.Addresses.Single(address => address.Port != gateway.Port),
            ("CONCERT_OPERATIONS_LISTEN", operators.Authority),
            ("CONCERT_OPERATIONS_1", gateway.Authority),
            ("CONCERT_OPERATIONS_2", gateway.Authority));
        _client = new();

        foreach (var path in new[] { "metrics", "admin", "docs", "v1/figures" })
        {
            Assert.Equal((path, 404), (path, await StatusAsync(new(_balancer.Url, path))));
            // The figures also need an administrator's key.
            Assert.NotEqual((path, 404), (path, await StatusAsync(new(operators, path))));
        }
    }

    [Fact]
    public async Task The_balancers_own_errors_have_the_form_of_the_gateways_and_an_id()
    {
        var client = await StartAsync(trustedHops: null);
        await _api!.StopAsync();

        var began = TimeProvider.System.GetTimestamp();
        HttpResponseMessage answer;
        // Until the balancer finds out that the gateway is gone it may pass on how the connection ended.
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Eventually.Limit, "The balancer does not find out that the gateway is gone.");
            answer = await client.GetAsync(new Uri("/v1/settings", UriKind.Relative), TestContext.Current.CancellationToken);
        }
        while (answer.StatusCode != System.Net.HttpStatusCode.ServiceUnavailable);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(answer.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
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

    private async Task<int> StatusAsync(Uri address)
    {
        using var answer = await _client!.GetAsync(address, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

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
