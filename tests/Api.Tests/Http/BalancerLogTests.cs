namespace Concert.Http;

/// <summary>What the balancer of <c>deploy/haproxy.cfg</c> would log, if an operator adds a log.</summary>
[OneProcess]
public sealed class BalancerLogTests
{
    [Fact]
    public async Task The_log_of_the_balancer_has_paths_and_no_queries()
    {
        var logged = HaproxyConfiguration.Shipped.With("defaults\n", "defaults\n    log stdout format raw local0\n");
        var address = $"127.0.0.1:{FreePort.Next()}";
        // Nothing listens at the address of the gateway: the balancer answers 503 itself.
        await using var balancer = new HaproxyProcess(logged, "127.0.0.1:1", [("CONCERT_LISTEN", address)], isQuiet: false);
        await AskAsync(balancer, new($"http://{address}/v1/queue-tokens/current/stream?accessToken=secret-one&queueToken=secret-two"));

        var line = await LineWithAsync(balancer.Output, "GET ");

        Assert.Contains("GET /v1/queue-tokens/current/stream HTTP/1.1", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    // Repeats until the balancer listens.
    private static async Task AskAsync(HaproxyProcess balancer, Uri address)
    {
        using var http = new HttpClient();
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(address, TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                Assert.False(balancer.HasExited, "HAProxy does not start.");
                Assert.True(TimeProvider.System.GetElapsedTime(began) < Eventually.Limit, "HAProxy does not answer.");
                await Task.Yield();
            }
        }
    }

    private static async Task<string> LineWithAsync(StreamReader output, string text)
    {
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException("The balancer ended without a log line.");
    }
}
