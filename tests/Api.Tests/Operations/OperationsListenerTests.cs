using System.Net;

namespace Concert.Operations;

/// <summary>With <c>Operations:Urls</c>: what only operators need is not on the public listener, however its address is written.</summary>
[OneProcess]
public sealed class OperationsListenerTests(OperationsListenerTests.Listeners listeners) : IClassFixture<OperationsListenerTests.Listeners>
{
    private readonly ApiHost _host = listeners.Host;
    private readonly int _port = listeners.Port;

    public static TheoryData<string> Pages => ["/metrics", "/admin", "/docs", "/docs/", "/v1/figures"];

    public static TheoryData<string> Spellings =>
    [
        "/METRICS", "/Metrics/", "/%6Detrics", "/%4d%45trics", "/x/../metrics", "/./metrics", "/metrics?name=x", "/metrics/anything",
        "/Admin", "/ADMIN/", "/%61dmin", "/admin?x", "/DOCS", "/docs/index.html", "/V1/figures", "/v1/FIGURES?limit=1",
        "/v1/%66igures", "/%56%31/figures/", "/v1/./figures",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_for_operators_is_on_their_listener_alone(string page)
    {
        (await _host.Anyone.With("Admin-Key", ApiHost.AdminKey).GetAsync(page)).Refused(404, "not_found");

        (await Operator.GetAsync(page)).Granted();
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task It_has_no_spelling_on_the_public_listener(string spelling)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Head, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
        {
            var answer = await RawAsync(method, spelling);

            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{method} {spelling} answers {answer.StatusCode}.");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain("Allow", answer.Content.Headers.Select(header => header.Key));
        }
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Port")]
    [InlineData("X-Original-URL")]
    public async Task No_header_opens_it(string header) =>
        (await _host.Anyone.With(header, $"127.0.0.1:{_port}").GetAsync("/metrics")).Refused(404, "not_found");

    [Fact]
    public async Task Health_is_on_both_and_its_details_are_for_operators()
    {
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            (await _host.Anyone.GetAsync(path)).Granted();
            (await Operator.GetAsync(path)).Granted();
        }

        (await _host.Anyone.GetAsync("/health/checks")).Refused(403, "admin_only");
        (await _host.Anyone.With("Admin-Key", ApiHost.AdminKey).GetAsync("/health/checks")).Granted();
        var checks = (await (Operator with { Headers = new Dictionary<string, string>() }).GetAsync("/health/checks")).Granted();
        Assert.Equal("passed", checks.Text("status"));
        Assert.True(checks.Json["checks"]!["cluster"]!["decidesReadiness"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_page_of_operators_finds_the_calls_that_it_makes_on_its_own_listener()
    {
        foreach (var path in new[] { "/v1/settings", "/v1/figures", "/v1/concerts" }) (await Operator.GetAsync(path)).Granted();
        (await Operator.PostAsync("/v1/concerts", new { })).Refused(400, "invalid_request");
    }

    [Fact]
    public async Task The_public_listener_still_serves_fans()
    {
        foreach (var path in new[] { "/", "/v1/concerts", "/v1/settings", "/problems/not_found", "/openapi/v1.json" }) (await _host.Anyone.GetAsync(path)).Granted();
    }

    [Theory]
    [InlineData("garbage", "Operations:Urls has 'garbage', which is not an address")]
    [InlineData("", "Operations:Urls is empty")]
    [InlineData("http://localhost:0", "Operations:Urls has 'http://localhost:0', whose port can be 0 only with an address")]
    [InlineData("http://192.0.2.1:9090", "Operations:Urls has 'http://192.0.2.1:9090', which can't be listened on")]
    [InlineData("ftp://localhost:9090", "Operations:Urls has 'ftp://localhost:9090', whose scheme must be http or https")]
    public async Task A_wrong_address_ends_the_start_with_one_line_that_names_the_setting(string urls, string line) =>
        await AssertRefusedAsync(line, ("Operations:Urls", urls));

    [Fact]
    public async Task An_address_in_use_ends_the_start_before_a_silo_runs() =>
        await AssertRefusedAsync($"Operations:Urls has 'http://127.0.0.1:{_port}', which can't be listened on", ("Operations:Urls", $"http://127.0.0.1:{_port}"));

    private Caller Operator => new Caller(_host, listeners.Operations).With("Admin-Key", ApiHost.AdminKey);

    private static async Task AssertRefusedAsync(string line, params (string, string)[] settings)
    {
        var fault = await Record.ExceptionAsync(async () => await (await ApiHost.StartAsync(settings)).DisposeAsync());

        Assert.StartsWith(line, Assert.IsType<Settings.CannotStartException>(fault).Message, StringComparison.Ordinal);
    }

    // Uri would shorten and decode the path.
    private async Task<HttpResponseMessage> RawAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(
            method, new Uri($"{_host.Http.BaseAddress!.AbsoluteUri.TrimEnd('/')}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        return await _host.Http.SendAsync(request);
    }

    /// <summary>A service with both listeners, which the tests only read.</summary>
    public sealed class Listeners : IAsyncLifetime
    {
        public int Port { get; } = FreePort.Next();

        public ApiHost Host { get; private set; } = null!;

        public HttpClient Operations => field ??= new() { BaseAddress = new($"http://127.0.0.1:{Port}") };

        public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(("Operations:Urls", $"http://127.0.0.1:{Port}"));

        public async ValueTask DisposeAsync()
        {
            Operations.Dispose();
            await Host.DisposeAsync();
        }
    }
}
