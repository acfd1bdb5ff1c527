using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Http;

/// <summary>Which address and scheme a request has. The tests connect from 127.0.0.1, in the place of the last proxy.</summary>
[OneProcess]
public sealed class ForwardedTests(ForwardedTests.Gateways gateways) : IClassFixture<ForwardedTests.Gateways>
{
    private const string Own = "127.0.0.1";

    [Theory]
    // No proxy is trusted: whatever the client sends, its address is the connection's.
    [InlineData(0, null, Own)]
    [InlineData(0, "203.0.113.7", Own)]
    [InlineData(0, "203.0.113.7, 198.51.100.1", Own)]
    // A balancer: it appended the last entry, or wrote the only one.
    [InlineData(1, null, Own)]
    [InlineData(1, "", Own)]
    [InlineData(1, "203.0.113.7", "203.0.113.7")]
    [InlineData(1, "6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData(1, "6.6.6.6, 7.7.7.7,203.0.113.7", "203.0.113.7")]
    [InlineData(1, "6.6.6.6\n203.0.113.7", "203.0.113.7")]
    // A CDN and a balancer: the balancer appended the address of the CDN, the CDN that of the client.
    [InlineData(2, "203.0.113.7, 198.51.100.1", "203.0.113.7")]
    [InlineData(2, "6.6.6.6, 203.0.113.7, 198.51.100.1", "203.0.113.7")]
    [InlineData(2, "6.6.6.6, 203.0.113.7\n198.51.100.1", "203.0.113.7")]
    // More proxies are trusted than there are entries.
    [InlineData(2, "203.0.113.7", "203.0.113.7")]
    [InlineData(3, "203.0.113.7, 198.51.100.1", "203.0.113.7")]
    // An entry that is no address ends the list; what was read until then is right.
    [InlineData(1, "unknown", Own)]
    [InlineData(1, "_hidden, \"", Own)]
    [InlineData(1, "203.0.113.7, <script>", Own)]
    [InlineData(2, "nonsense, 198.51.100.1", "198.51.100.1")]
    [InlineData(2, "6.6.6.6, nonsense, 198.51.100.1", "198.51.100.1")]
    [InlineData(1, "203.0.113.7, 좌석", Own)]
    [InlineData(1, "\"6.6.6.6, 203.0.113.7", Own)]
    // Forms of addresses.
    [InlineData(1, "203.0.113.7:50321", "203.0.113.7")]
    [InlineData(1, "2001:db8::7", "2001:db8::7")]
    [InlineData(1, "[2001:db8::7]:50321", "2001:db8::7")]
    [InlineData(1, "[2001:db8::7]", "2001:db8::7")]
    [InlineData(1, "::ffff:203.0.113.7", "::ffff:203.0.113.7")]
    public async Task The_address_is_what_the_trusted_proxies_say(int hops, string? forwardedFor, string expected)
    {
        var api = await gateways.WithAsync(Hops(hops));

        Assert.Equal((expected, "http"), await SeenAsync(api, forwardedFor, null));
    }

    [Theory]
    [InlineData("https", "tickets.example", "max-age=31536000")]
    [InlineData("http", "tickets.example", null)]
    // On a developer's own machine a browser must not refuse plain HTTP for a year.
    [InlineData("https", "localhost", null)]
    public async Task Over_HTTPS_a_browser_is_asked_to_stay_with_it(string scheme, string host, string? expected)
    {
        var api = await gateways.WithAsync(Hops(1));

        var answer = await api.Anyone.With("X-Forwarded-For", "203.0.113.7").With("X-Forwarded-Proto", scheme).With("Host", host)
            .GetAsync("/v1/concerts");

        // Also on an error that a handler of exceptions makes.
        var refused = await api.Anyone.With("X-Forwarded-For", "203.0.113.7").With("X-Forwarded-Proto", scheme).With("Host", host)
            .PostAsync("/v1/concerts", new { });

        Assert.Equal((expected, 403, expected), (Policy(answer), refused.Status, Policy(refused)));

        static string? Policy(Answer answer) =>
            answer.Response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null;
    }

    [Theory]
    [InlineData(0, "203.0.113.7", "https", "http")]
    [InlineData(1, "203.0.113.7", "https", "https")]
    [InlineData(1, "203.0.113.7", "https, http", "http")]
    [InlineData(1, "203.0.113.7", "java script:", "http")]
    [InlineData(2, "203.0.113.7, 198.51.100.1", "https", "https")]
    [InlineData(2, "203.0.113.7, 198.51.100.1", "https, http", "https")]
    [InlineData(2, "203.0.113.7, 198.51.100.1", "https, http, http", "http")]
    public async Task The_scheme_is_what_the_trusted_proxies_say(int hops, string forwardedFor, string scheme, string expected)
    {
        var api = await gateways.WithAsync(Hops(hops));

        Assert.Equal(expected, (await SeenAsync(api, forwardedFor, scheme)).Scheme);
    }

    [Theory]
    // The CDN's network is 198.51.100.0/24, and the balancer is 127.0.0.1.
    [InlineData("203.0.113.7, 198.51.100.1", "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7, 198.51.100.1", "203.0.113.7")]
    // A client that reaches the balancer around the CDN: its own address is no proxy, so what it sent is not believed.
    [InlineData("6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData("198.51.100.9, 203.0.113.7", "203.0.113.7")]
    public async Task A_client_that_goes_around_the_CDN_cannot_choose_its_address(string forwardedFor, string expected)
    {
        var api = await gateways.WithAsync(
            ("Forwarded:TrustedHops", "2"),
            ("Forwarded:TrustedProxies:0", "127.0.0.1"),
            ("Forwarded:TrustedProxies:1", "198.51.100.0/24"));

        Assert.Equal(expected, (await SeenAsync(api, forwardedFor, null)).Address);
    }

    [Fact]
    public async Task A_client_that_goes_around_the_balancer_cannot_choose_its_address()
    {
        var api = await gateways.WithAsync(("Forwarded:TrustedHops", "1"), ("Forwarded:TrustedProxies:0", "10.0.0.0/8"));

        Assert.Equal((Own, "http"), await SeenAsync(api, "6.6.6.6", "https"));
    }

    [Theory]
    [InlineData(0, "6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData(1, "6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData(2, "6.6.6.6, 203.0.113.7, 198.51.100.1", "203.0.113.7")]
    public async Task The_switch_of_ASP_NET_Core_trusts_no_more_proxies(int hops, string forwardedFor, string expected)
    {
        var api = await gateways.WithAsync(("ForwardedHeaders_Enabled", "true"), Hops(hops));

        Assert.Equal(expected, (await SeenAsync(api, forwardedFor, null)).Address);
    }

    [Fact]
    public async Task Fans_behind_a_CDN_and_a_balancer_have_limits_of_their_own()
    {
        var api = await gateways.WithAsync(
            ("Forwarded:TrustedHops", "2"), ("RateLimit:PerClientPerSecond", "2"), ("RateLimit:PerAddressPerSecond", "4"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            fan => api.Anyone.With("X-Forwarded-For", $"203.0.113.{fan}, 198.51.100.1").GetAsync("/v1/settings")));

        Assert.All(answers, answer => answer.Granted());
    }

    [Fact]
    public async Task A_client_gains_nothing_by_writing_the_header_itself()
    {
        var api = await gateways.WithAsync(
            ("Forwarded:TrustedHops", "2"), ("RateLimit:PerClientPerSecond", "2"), ("RateLimit:PerAddressPerSecond", "4"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            number => api.Anyone.With("X-Forwarded-For", $"6.6.6.{number}, 192.0.2.7, 198.51.100.1").GetAsync("/v1/settings")));

        Assert.Equal(4, answers.Count(answer => answer.Status == 200));
    }

    [Fact]
    public async Task All_addresses_of_one_IPv6_network_share_a_limit()
    {
        var api = await gateways.WithAsync(
            ("Forwarded:TrustedHops", "1"), ("RateLimit:PerClientPerSecond", "2"), ("RateLimit:PerAddressPerSecond", "4"));
        Task<Answer> CallFrom(string address) => api.Anyone.With("X-Forwarded-For", address).GetAsync("/v1/settings");

        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(number => CallFrom($"[2001:db8:0:1:{number:x}::{number:x}]:40000")));

        Assert.Equal(4, answers.Count(answer => answer.Status == 200));
        (await CallFrom("2001:db8:0:2::1")).Granted();
    }

    private static (string, string) Hops(int count) => ("Forwarded:TrustedHops", count.ToString(CultureInfo.InvariantCulture));

    private static async Task<(string Address, string Scheme)> SeenAsync(ApiHost api, string? forwardedFor, string? forwardedProto)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/settings");
        foreach (var line in forwardedFor?.Split('\n') ?? []) request.Headers.TryAddWithoutValidation("X-Forwarded-For", line);
        if (forwardedProto is not null) request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", forwardedProto);
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 });
        client.BaseAddress = api.Http.BaseAddress;
        using var response = await client.SendAsync(request);
        return (response.Headers.GetValues(ShowsAddress.Address).Single(), response.Headers.GetValues(ShowsAddress.Scheme).Single());
    }

    /// <summary>
    /// One gateway for each set of settings, shared by the tests. Its clock stands still: tests of a limit have addresses of their own.
    /// </summary>
    public sealed class Gateways : IAsyncDisposable
    {
        private readonly Dictionary<string, ApiHost> _bySettings = [];

        public async Task<ApiHost> WithAsync(params (string Key, string Value)[] settings)
        {
            var key = string.Join(' ', settings);
            if (!_bySettings.TryGetValue(key, out var api))
            {
                _bySettings[key] = api = await ApiHost.StartAsync(
                    static (services, _) => services.AddSingleton<IStartupFilter>(new ShowsAddress()), settings);
            }

            return api;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var api in _bySettings.Values) await api.DisposeAsync();
        }
    }

    /// <summary>Adds to each response what the gateway has found out about its request.</summary>
    private sealed class ShowsAddress : IStartupFilter
    {
        public const string Address = "Test-Address";

        public const string Scheme = "Test-Scheme";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers[Address] = context.Connection.RemoteIpAddress?.ToString();
                    context.Response.Headers[Scheme] = context.Request.Scheme;
                    return Task.CompletedTask;
                });
                return following(context);
            });
            next(app);
        };
    }
}
