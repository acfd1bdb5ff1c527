using System.Net;
using System.Text.Json.Nodes;

namespace Concert.Cors;

/// <summary>Pages of other origins call the API.</summary>
[OneProcess]
public sealed class CorsTests(CorsTests.OneOrigin oneOrigin) : IClassFixture<CorsTests.OneOrigin>
{
    private const string Tickets = "https://tickets.example.com";

    private static readonly (string Key, string Value) Setting = ("Cors:Origins:0", Tickets);

    [Fact]
    public async Task A_preflight_is_granted_to_a_configured_origin_for_every_call_of_a_fan()
    {
        var api = oneOrigin.Host;
        var document = (await api.Anyone.GetAsync("/openapi/v1.json")).Granted().Json;

        var calls = document["paths"]!.AsObject().Where(path => path.Key.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(call => (Path: path.Key, Method: call.Key.ToUpperInvariant(), Node: call.Value!)))
            .Where(call => !IsForAdministrators(call.Node)).ToList();

        Assert.NotEmpty(calls);
        foreach (var call in calls)
        {
            var headers = HeadersOf(call.Node);
            var answer = await PreflightAsync(api, call.Path, call.Method, Tickets, string.Join(',', headers));
            Assert.Equal(HttpStatusCode.NoContent, answer.Response.StatusCode);
            Assert.Equal(Tickets, Header(answer, "Access-Control-Allow-Origin"));
            Assert.Contains(call.Method, ListOf(answer, "Access-Control-Allow-Methods"));
            Assert.Subset(ListOf(answer, "Access-Control-Allow-Headers"), headers.ToHashSet(StringComparer.OrdinalIgnoreCase));
            Assert.Equal("7200", Header(answer, "Access-Control-Max-Age"));
            Assert.Contains("Origin", answer.Response.Headers.Vary);
            Assert.False(answer.Response.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("http://tickets.example.com")]
    [InlineData("https://tickets.example.com:8443")]
    [InlineData("https://tickets.example.com.evil.example")]
    [InlineData("null")]
    public async Task Another_origin_is_granted_nothing(string origin)
    {
        var api = oneOrigin.Host;

        var preflight = await PreflightAsync(api, "/v1/wallet", "GET", origin, "Authorization");
        var answer = (await api.Anyone.With("Origin", origin).GetAsync("/v1/concerts")).Granted();

        Assert.All([preflight, answer], each => Assert.DoesNotContain(
            each.Response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)));
        Assert.Contains("Origin", answer.Response.Headers.Vary);
    }

    [Fact]
    public async Task An_administrators_key_is_never_granted()
    {
        var api = oneOrigin.Host;

        var answer = await PreflightAsync(api, "/v1/concerts", "POST", Tickets, "Admin-Key");

        Assert.DoesNotContain("Admin-Key", ListOf(answer, "Access-Control-Allow-Headers"), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_page_can_read_every_answer_and_the_headers_that_it_needs()
    {
        var api = oneOrigin.Host;
        var concert = await api.ConcertAsync();
        var page = (await api.UserAsync()).With("Origin", Tickets);
        var joined = await page.JoinAsync(concert);
        using var events = await page.StreamAsync($"/v1/performances/{concert.PerformanceId}/seats/stream");
        var lasting = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => page.GetAsync("/v1/wallet")));

        var answers = new[]
        {
            (await page.GetAsync("/v1/concerts")),
            (await page.GetAsync($"/v1/performances/{concert.PerformanceId}/seats")),
            (await page.PostAsync("/v1/users", "{")),
            (await (page with { AccessToken = null }).GetAsync("/v1/wallet")),
            (await page.GetAsync("/v1/nothing")),
            (await page.GetAsync("/problems/seat_taken")),
            (await page.SendAsync(HttpMethod.Put, "/v1/wallet")),
            (await page.SendAsync(HttpMethod.Head, "/v1/wallet")),
            (await joined.SendAsync(HttpMethod.Post, "/v1/reservations", "{}", "text/plain")),
            lasting.First(answer => answer.Status == 429),
        };

        Assert.All(answers, AssertReadable);
        Assert.Equal(Tickets, events.Response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task A_page_can_read_that_the_service_is_unavailable()
    {
        await using var api = await ApiHost.StartAsync(Setting);
        var page = (await api.UserAsync()).With("Origin", Tickets);
        (await page.ChargeAsync(1)).Granted(HttpStatusCode.Created);
        await api.ExecuteAsync("alter table user_journal rename to user_journal_gone");

        AssertReadable((await page.ChargeAsync(1)).Refused(503, "unavailable"));
    }

    [Fact]
    public async Task Pages_and_operations_stay_within_their_own_origin()
    {
        var api = oneOrigin.Host;

        foreach (var path in new[] { "/", "/admin", "/docs/", "/metrics", "/health/ready" })
        {
            var answer = (await api.Anyone.With("Origin", Tickets).GetAsync(path)).Granted();
            Assert.False(answer.Response.Headers.Contains("Access-Control-Allow-Origin"), path);
        }
    }

    [Fact]
    public async Task Without_the_setting_a_preflight_is_a_method_that_no_address_has()
    {
        await using var api = await ApiHost.StartAsync();

        var preflight = await PreflightAsync(api, "/v1/wallet", "GET", Tickets, "Authorization");
        var answer = (await api.Anyone.With("Origin", Tickets).GetAsync("/v1/concerts")).Granted();

        preflight.Refused(405, "method_not_allowed");
        Assert.False(answer.Response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.DoesNotContain("Origin", answer.Response.Headers.Vary);
    }

    private static void AssertReadable(Answer answer)
    {
        Assert.Equal(Tickets, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Contains("Origin", answer.Response.Headers.Vary);
        Assert.Subset(
            ListOf(answer, "Access-Control-Expose-Headers"),
            new HashSet<string> { "ETag", "Retry-After", "X-Request-Id", "Idempotency-Replayed", "Location", "Allow", "WWW-Authenticate" });
    }

    private static bool IsForAdministrators(JsonNode call) => call["security"]?.ToJsonString() is { } security
        && (security.Contains("adminKey", StringComparison.Ordinal) || security.Contains("doorKey", StringComparison.Ordinal));

    private static List<string> HeadersOf(JsonNode call) =>
    [
        "authorization", "content-type",
        .. (call["parameters"]?.AsArray() ?? []).Where(each => each!["in"]!.GetValue<string>() == "header")
            .Select(each => each!["name"]!.GetValue<string>().ToLowerInvariant()),
    ];

    private static Task<Answer> PreflightAsync(ApiHost api, string path, string method, string origin, string headers) => api.Anyone
        .With("Origin", origin).With("Access-Control-Request-Method", method).With("Access-Control-Request-Headers", headers)
        .SendAsync(HttpMethod.Options, path);

    private static string? Header(Answer answer, string name) =>
        answer.Response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;

    private static HashSet<string> ListOf(Answer answer, string name) =>
        (Header(answer, name) ?? "").Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A service that grants one other origin. A user has a limit; the limit of an address is above what the tests send.</summary>
    public sealed class OneOrigin : IAsyncLifetime
    {
        public ApiHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(
            Setting, ("RateLimit:PerClientPerSecond", "30"), ("RateLimit:PerAddressPerSecond", "100000"));

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
