using System.Diagnostics;

namespace Concert.Http;

/// <summary>What the balancer of <c>deploy/haproxy.cfg</c> would log, if an operator adds a log.</summary>
public sealed class BalancerLogTests
{
    [Fact]
    public async Task The_log_of_the_balancer_has_paths_and_no_queries()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/haproxy"), "HAProxy is not installed.");
        var configuration = Path.GetTempFileName();
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy/haproxy.cfg"));
        await File.WriteAllTextAsync(
            configuration, text.Replace("defaults\n", "defaults\n    log stdout format raw local0\n", StringComparison.Ordinal));
        var address = $"127.0.0.1:{FreePort.Next()}";
        using var balancer = Process.Start(new ProcessStartInfo("/usr/sbin/haproxy", ["-db", "-f", configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CONCERT_LISTEN"] = address, ["CONCERT_GATEWAY_1"] = "127.0.0.1:1", ["CONCERT_GATEWAY_2"] = "127.0.0.1:1" },
        })!;
        try
        {
            balancer.BeginErrorReadLine();
            await AskAsync(new($"http://{address}/v1/queue-tokens/current/stream?accessToken=secret-one&queueToken=secret-two"));

            var line = await LineWithAsync(balancer.StandardOutput, "GET ");

            Assert.Contains("GET /v1/queue-tokens/current/stream HTTP/1.1", line, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        }
        finally
        {
            balancer.Kill();
            await balancer.WaitForExitAsync();
            File.Delete(configuration);
        }
    }

    // Repeats until the balancer listens. No gateway answers behind it: it answers 503 itself.
    private static async Task AskAsync(Uri address)
    {
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(address, TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
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
