using System.Globalization;
using System.Net;
using System.Net.Security;

namespace Concert.Cluster;

/// <summary>HAProxy with HTTPS, in front of a gateway.</summary>
public sealed class BalancerTlsTests(BalancerTlsTests.Pair pair) : IClassFixture<BalancerTlsTests.Pair>
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Over_https_the_gateway_answers_and_browsers_are_told_to_use_nothing_else(string version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{pair.Https}/v1/concerts")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await pair.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["max-age=31536000"], answer.Headers.GetValues("Strict-Transport-Security"));
    }

    [Fact]
    public async Task The_balancers_own_error_also_tells_browsers_to_use_https()
    {
        try
        {
            await pair.KillGatewayAsync();

            using var answer = await pair.Client.GetAsync(new Uri($"{pair.Https}/v1/concerts"), TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        }
        finally
        {
            await pair.StartGatewayAgainAsync();
        }
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1/concerts?limit=5")]
    [InlineData("POST", "/v1/users")]
    public async Task Plain_http_is_redirected_with_its_path_its_query_and_its_method(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), pair.Http + path);
        using var answer = await pair.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)308, answer.StatusCode);
        Assert.Equal(pair.Https + path, answer.Headers.Location?.OriginalString);
    }

    /// <summary>One gateway and one HAProxy for all these tests. HAProxy reaches the gateway when a test begins.</summary>
    public sealed class Pair : IAsyncLifetime
    {
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

        private readonly TestAuthority _authority = new();
        private readonly int _plainPort = FreePort.Next();
        private readonly int _port = FreePort.Next();
        private GatewayProcess _gateway = null!;
        private HaproxyProcess _balancer = null!;

        public string Https => string.Create(CultureInfo.InvariantCulture, $"https://localhost:{_port}");

        public string Http => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_plainPort}");

        public HttpClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Client = new(Handler(), disposeHandler: true);
            _gateway = await GatewayProcess.StartAsync();
            _balancer = StartBalancer();
            await AwaitAnswerAsync("OK");
        }

        /// <summary>Returns when HAProxy answers itself.</summary>
        public async Task KillGatewayAsync()
        {
            await _gateway.KillAsync();
            await AwaitAnswerAsync("ServiceUnavailable");
        }

        public async Task StartGatewayAgainAsync()
        {
            await _gateway.StartAgainAsync();
            // This HAProxy does not find the gateway again.
            await _balancer.DisposeAsync();
            _balancer = StartBalancer();
            await AwaitAnswerAsync("OK");
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _balancer.DisposeAsync();
            await _gateway.DisposeAsync();
            _authority.Dispose();
        }

        private HaproxyProcess StartBalancer() => new(HaproxyConfiguration.Patient, new Uri(_gateway.Url).Authority,
        [
            ("CONCERT_LISTEN", FormattableString.Invariant($"127.0.0.1:{_plainPort}")),
            ("CONCERT_TLS_LISTEN", FormattableString.Invariant($"127.0.0.1:{_port}")),
            ("CONCERT_TLS_CERTIFICATE", _authority.Issue().Both),
            ("CONCERT_TLS_PORT", FormattableString.Invariant($":{_port}")),
        ]);

        private Task AwaitAnswerAsync(string status) => Polling.UntilAsync(
            status, () => Polling.GetStatusAsync(Client, new($"{Https}/v1/concerts")), Limit, $"The answer of {Https}/v1/concerts");

        private SocketsHttpHandler Handler() => new()
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = _authority.TrustPolicy() },
        };
    }
}
