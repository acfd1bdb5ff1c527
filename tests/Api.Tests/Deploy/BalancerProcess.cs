namespace Concert.Deploy;

/// <summary>HAProxy with <c>deploy/haproxy.cfg</c>, but with patience for a slow machine, in front of one gateway.</summary>
internal sealed class BalancerProcess : IAsyncDisposable
{
    private readonly HaproxyProcess _haproxy;

    private BalancerProcess(Uri gateway, (string Name, string Value)[] environment) =>
        _haproxy = new(HaproxyConfiguration.Patient, gateway.Authority, environment.Prepend(("CONCERT_LISTEN", Url.Authority)));

    public Uri Url { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Returns when the balancer serves. It is asked from an address that no test uses.</summary>
    public static async Task<BalancerProcess> StartAsync(Uri gateway, params (string Name, string Value)[] environment)
    {
        var balancer = new BalancerProcess(gateway, environment);
        var began = TimeProvider.System.GetTimestamp();
        while (!await balancer.IsReadyAsync())
        {
            Assert.False(balancer._haproxy.HasExited, "HAProxy does not start with deploy/haproxy.cfg.");
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Eventually.Limit, "HAProxy does not serve.");
        }

        return balancer;
    }

    public ValueTask DisposeAsync() => _haproxy.DisposeAsync();

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var http = SourceAddress.ClientFrom("127.0.0.99", Url);
            using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
