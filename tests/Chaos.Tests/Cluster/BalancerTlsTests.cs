using System.Globalization;
using System.Net;
using System.Net.Security;

namespace Concert.Cluster;

/// <summary>HAProxy as it is shipped, with HTTPS, in front of a gateway.</summary>
public sealed class BalancerTlsTests : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly TestAuthority _authority = new();
    private readonly int _plainPort = FreePort.Next();
    private readonly int _port = FreePort.Next();
    private GatewayProcess _gateway = null!;
    private HaproxyProcess _balancer = null!;
    private HttpClient _http = null!;

    private string Https => string.Create(CultureInfo.InvariantCulture, $"https://localhost:{_port}");

    private string Http => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_plainPort}");

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayProcess.StartAsync();
        _balancer = new(new Uri(_gateway.Url).Authority,
        [
            ("CONCERT_LISTEN", FormattableString.Invariant($"127.0.0.1:{_plainPort}")),
            ("CONCERT_TLS_LISTEN", FormattableString.Invariant($"127.0.0.1:{_port}")),
            ("CONCERT_TLS_CERTIFICATE", _authority.Issue().Both),
            ("CONCERT_TLS_PORT", FormattableString.Invariant($":{_port}")),
        ]);
        _http = new(Handler(), disposeHandler: true);
        await Polling.UntilAsync(
            "OK", () => Polling.GetStatusAsync(_http, new($"{Https}/health/ready")), StartLimit, $"The answer of {Https}/health/ready");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _balancer.DisposeAsync();
        await _gateway.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Over_https_the_gateway_answers_and_browsers_are_told_to_use_nothing_else(string version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Https}/v1/concerts")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["max-age=31536000"], answer.Headers.GetValues("Strict-Transport-Security"));
    }

    [Fact]
    public async Task The_balancers_own_error_also_tells_browsers_to_use_https()
    {
        await _gateway.KillAsync();
        await Polling.UntilAsync(
            "ServiceUnavailable", () => Polling.GetStatusAsync(_http, new($"{Https}/v1/concerts")), StartLimit, "The answer without a gateway");

        using var answer = await _http.GetAsync(new Uri($"{Https}/v1/concerts"), TestContext.Current.CancellationToken);

        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1/concerts?limit=5")]
    [InlineData("POST", "/v1/users")]
    public async Task Plain_http_is_redirected_with_its_path_its_query_and_its_method(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), Http + path);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)308, answer.StatusCode);
        Assert.Equal(Https + path, answer.Headers.Location?.OriginalString);
    }

    private SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = _authority.TrustPolicy() },
    };
}
