using System.Diagnostics;
using System.Net.Sockets;

namespace Concert.Deploy;

/// <summary>
/// The shipped <c>deploy/haproxy.cfg</c> in front of a gateway with the shipped number of trusted proxies. The gateway counts requests
/// by the address that it finds out.
/// </summary>
public sealed class BalancerTests : IAsyncDisposable
{
    private const string Program = "haproxy";

    private readonly List<IDisposable> _started = [];
    private ApiHost? _api;

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
        foreach (var started in Enumerable.Reverse(_started)) started.Dispose();
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
        var (port, gateway) = (FreePort.Next(), _api.Http.BaseAddress!.Authority);
        var start = new ProcessStartInfo(Program, ["-db", "-q", "-f", Path.Combine(Repository.Root, "deploy", "haproxy.cfg")]);
        start.Environment["CONCERT_LISTEN"] = $"127.0.0.1:{port}";
        (start.Environment["CONCERT_GATEWAY_1"], start.Environment["CONCERT_GATEWAY_2"]) = (gateway, gateway);
        start.Environment.Remove("CONCERT_TRUSTED_HOPS");
        if (trustedHops is not null) start.Environment["CONCERT_TRUSTED_HOPS"] = trustedHops;
        _started.Add(new Killed(Process.Start(start)!));
        await AwaitPortAsync(port);
        var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        _started.Add(client);
        return client;
    }

    private static async Task AwaitPortAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
            }
        }
    }

    private sealed class Killed(Process process) : IDisposable
    {
        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
