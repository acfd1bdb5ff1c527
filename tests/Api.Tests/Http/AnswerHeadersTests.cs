using System.Net;

namespace Concert.Http;

/// <summary>The headers of every answer: who may store it, what a browser may do with it, and the id of its request.</summary>
[Collection(nameof(ApiFixture))]
public sealed class AnswerHeadersTests(ApiFixture api)
{
    private const string NothingRuns = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    [Fact]
    public async Task Nobody_may_store_what_one_caller_alone_may_see()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        var admin = api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey);
        (await user.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);
        var reserved = await user.ReserveAsync(concert, "1-1-1");
        var paid = await user.PayAsync(reserved.Text("reservationId"));
        Answer[] answers =
        [
            await api.Host.Anyone.PostAsync("/v1/users", new { name = "Minji" }),
            await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens"), await user.GetAsync("/v1/queue-tokens/current"),
            await user.GetAsync("/v1/wallet"), await user.ChargeAsync(1), await user.GetAsync("/v1/wallet/transactions"),
            reserved, await user.GetAsync("/v1/reservations"), await user.GetAsync($"/v1/reservations/{reserved.Text("reservationId")}"),
            paid, await user.Repeatably().PostAsync($"/v1/payments/{paid.Text("paymentId")}/refunds"),
            await (await user.JoinAsync(concert)).DeleteAsync("/v1/queue-tokens/current"),
            await admin.GetAsync("/v1/figures"), await admin.PostAsync("/v1/concerts", "{}"),
            await api.Host.Anyone.GetAsync("/v1/wallet"), await api.Host.Anyone.GetAsync("/v1/figures"), await user.GetAsync("/v1/reservations/r_none"),
            await user.SendAsync(HttpMethod.Head, "/v1/wallet"), await user.SendAsync(HttpMethod.Put, "/v1/wallet"),
            await user.GetAsync("/v1/reservations?limit=0"), await user.Repeatably().PostAsync("/v1/payments", "{"),
            await user.GetAsync("/v1/nothing"), await user.GetAsync("/v1/concerts/c_none"), await user.GetAsync("/v1/concerts?limit=0"),
        ];

        Assert.All(answers, answer => Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString()));
    }

    [Fact]
    public async Task Every_call_that_needs_a_proof_says_so_whoever_calls_it()
    {
        var document = (await api.Host.Anyone.GetAsync("/openapi/v1.json")).Granted().Json;
        var calls = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(call => call.Value!["security"] is not null).Select(call => (path.Key, Method: new HttpMethod(call.Key.ToUpperInvariant()))));
        var user = (await api.Host.UserAsync()).With("Queue-Token", "x").With("Admin-Key", ApiHost.AdminKey).Repeatably();

        foreach (var (path, method) in calls)
        {
            foreach (var caller in new[] { user, api.Host.Anyone })
            {
                var answer = await caller.SendAsync(method, path);
                Assert.Equal((path, method, "no-store"), (path, method, answer.Response.Headers.CacheControl?.ToString()));
            }
        }
    }

    [Fact]
    public async Task What_anyone_may_see_is_stored_as_before()
    {
        var concert = await api.Host.ConcertAsync();

        Assert.Equal("no-cache", await CachingOfAsync($"/v1/performances/{concert.PerformanceId}/seats"));
        Assert.Equal("no-cache", await CachingOfAsync("/"));
        Assert.Equal("no-cache", await CachingOfAsync("/openapi/v1.json"));
        Assert.Null(await CachingOfAsync("/v1/concerts"));
        Assert.Null(await CachingOfAsync($"/v1/concerts/{concert.ConcertId}"));
        Assert.Null(await CachingOfAsync("/v1/settings"));
    }

    [Theory]
    [InlineData("GET", "/v1/concerts", 200)]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("GET", "/docs", 302)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("PUT", "/v1/wallet", 405)]
    [InlineData("GET", "/v1/wallet", 401)]
    [InlineData("GET", "/v1/concerts?limit=0", 400)]
    [InlineData("HEAD", "/v1/concerts", 200)]
    public async Task Every_answer_has_the_id_of_its_request(string method, string path, int status)
    {
        var sent = await api.Host.Anyone.With("X-Request-Id", "fan-1/2:3.4_5+6=").SendAsync(new(method), path);
        var made = await api.Host.Anyone.SendAsync(new(method), path);
        var another = await api.Host.Anyone.SendAsync(new(method), path);

        Assert.Equal((status, "fan-1/2:3.4_5+6="), (sent.Status, IdOf(sent)));
        Assert.Matches("^[0-9a-f]{32}$", IdOf(made));
        Assert.NotEqual(IdOf(made), IdOf(another));
    }

    [Fact]
    public async Task An_id_that_the_service_made_is_the_traceId_of_the_error()
    {
        var answer = await api.Host.Anyone.GetAsync("/v1/wallet");
        var named = await api.Host.Anyone.With("X-Request-Id", "mine").GetAsync("/v1/wallet");

        Assert.Equal(answer.Text("traceId"), IdOf(answer));
        Assert.Matches("^[0-9a-f]{32}$", named.Text("traceId"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("quoted\"")]
    [InlineData("a,b")]
    [InlineData("{\"$type\":\"x\"}")]
    [InlineData("<script>")]
    public async Task An_id_that_could_confuse_a_log_is_replaced(string id)
    {
        var answer = await api.Host.Anyone.With("X-Request-Id", id).GetAsync("/v1/concerts");

        Assert.Matches("^[0-9a-f]{32}$", IdOf(answer));
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public async Task An_id_has_at_most_128_characters(int length, bool isKept)
    {
        var id = new string('a', length);

        Assert.Equal(isKept, IdOf(await api.Host.Anyone.With("X-Request-Id", id).GetAsync("/v1/concerts")) == id);
    }

    [Fact]
    public async Task An_answer_over_the_limit_of_requests_has_the_headers_too()
    {
        await using var limited = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "1"));
        var user = (await limited.UserAsync()).With("X-Request-Id", "mine");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => user.GetAsync("/v1/concerts")));

        var refused = answers.First(answer => answer.Status == 429);
        Assert.Equal(("mine", "no-store"), (IdOf(refused), refused.Response.Headers.CacheControl?.ToString()));
    }

    [Theory]
    [InlineData("/v1/concerts")]
    [InlineData("/v1/wallet")]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/concerts?limit=0")]
    [InlineData("/assets")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task Nothing_runs_in_an_answer_that_is_no_page(string path)
    {
        var headers = (await api.Host.Anyone.GetAsync(path)).Response.Headers;

        Assert.Equal(NothingRuns, Assert.Single(headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin")]
    [InlineData("/favicon.svg")]
    [InlineData("/assets/none.js")]
    [InlineData("/docs")]
    [InlineData("/docs/")]
    [InlineData("/docs/scalar.js")]
    public async Task Every_page_is_protected(string path)
    {
        var headers = (await api.Host.Anyone.GetAsync(path)).Response.Headers;

        var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy.Split(';')[1], StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Equal("camera=(), microphone=(), geolocation=()", Assert.Single(headers.GetValues("Permissions-Policy")));
    }

    [Fact]
    public async Task The_script_in_the_documentation_page_has_a_new_nonce_each_time()
    {
        var (first, second) = (await api.Host.Anyone.GetAsync("/docs/"), await api.Host.Anyone.GetAsync("/docs/"));

        Assert.NotEqual(NonceOf(first), NonceOf(second));
        Assert.All([first, second], page => Assert.DoesNotContain(
            page.BodyText.Split("<script")[1..], script => !script.Split('>')[0].Contains($"nonce=\"{NonceOf(page)}\"", StringComparison.Ordinal)));
        Assert.Equal("no-store", first.Response.Headers.CacheControl?.ToString());
    }

    private static string IdOf(Answer answer) => Assert.Single(answer.Response.Headers.GetValues("X-Request-Id"));

    private static string NonceOf(Answer page) =>
        Assert.Single(page.Response.Headers.GetValues("Content-Security-Policy")).Split("'nonce-")[1].Split('\'')[0];

    private async Task<string?> CachingOfAsync(string path) =>
        (await api.Host.Anyone.GetAsync(path)).Granted().Response.Headers.CacheControl?.ToString();
}
