using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>An identity provider that is silent, down or wrong, and one that changes its keys.</summary>
[OneProcess]
public sealed class ProviderMetadataTests : IAsyncLifetime
{
    private TestIssuer _issuer = null!;

    public async ValueTask InitializeAsync() => _issuer = await TestIssuer.StartAsync();

    public ValueTask DisposeAsync() => _issuer.DisposeAsync();

    [Fact]
    public async Task While_the_provider_is_silent_a_call_of_a_user_is_unavailable_within_the_time_limit()
    {
        _issuer.FallSilent();
        await using var api = await StartAsync();
        await _issuer.AskedAsync();
        var waiting = Enumerable.Range(0, 20).Select(_ => CallAsync(api, Token(api))).ToList();
        (await api.Anyone.GetAsync("/v1/concerts")).Granted();

        api.Time.Advance(ProviderMetadata.FetchTimeout);

        foreach (var call in waiting) Assert.Equal("3", (await call).Refused(503, "unavailable").Response.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task Nobody_waits_for_a_provider_that_did_not_answer_last_time()
    {
        _issuer.FallSilent();
        await using var api = await StartAsync();
        await _issuer.AskedAsync();
        api.Time.Advance(ProviderMetadata.FetchTimeout);
        await _issuer.AskedAsync();

        // The second question is not answered either, and the clock stands still.
        (await CallAsync(api, Token(api))).Refused(503, "unavailable");
        (await (api.Anyone with { AccessToken = Token(api) }).GetAsync("/v1/concerts")).Granted();

        _issuer.Speak();
        await UntilGrantedAsync(api);
    }

    [Fact]
    public async Task A_gateway_starts_and_serves_what_anyone_may_read_while_the_provider_is_down()
    {
        _issuer.Stop();
        await using var api = await StartAsync();

        (await api.Anyone.GetAsync("/v1/concerts")).Granted();
        await Eventually.IsReadyAsync(api);
        (await (api.Anyone with { AccessToken = Token(api) }).GetAsync("/v1/concerts")).Granted();
        (await CallAsync(api, Token(api))).Refused(503, "unavailable");
        (await CallAsync(api, "no token")).Refused(503, "unavailable");
        (await api.Anyone.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");

        _issuer.Resume();
        await UntilGrantedAsync(api);
    }

    [Fact]
    public async Task A_token_with_a_new_key_is_accepted_at_its_first_request()
    {
        await using var api = await StartAsync();
        (await CallAsync(api, Token(api))).Granted();
        api.Time.Advance(ProviderMetadata.MinInterval);

        _issuer.Rotate();

        (await CallAsync(api, Token(api))).Granted();
    }

    [Fact]
    public async Task A_new_key_without_an_id_is_accepted_soon()
    {
        _issuer.Rotate(TestIssuer.NewRsaKey(null));
        await using var api = await StartAsync();
        (await CallAsync(api, Token(api))).Granted();

        _issuer.Rotate(TestIssuer.NewRsaKey(null));

        await UntilGrantedAsync(api);
    }

    [Fact]
    public async Task However_many_unknown_keys_are_sent_the_provider_is_asked_once_in_the_interval()
    {
        await using var api = await StartAsync();
        (await CallAsync(api, Token(api))).Granted();
        api.Time.Advance(ProviderMetadata.MinInterval);
        var asked = _issuer.AskedCount;
        var tokens = Enumerable.Range(0, 100).Select(number => Token(api, TestIssuer.NewEcKey($"unknown-{number}")));

        var answers = await Task.WhenAll(tokens.Select(token => CallAsync(api, token)));

        Assert.All(answers, answer => answer.Refused(401, "unauthenticated"));
        Assert.Equal(asked + 1, _issuer.AskedCount);
        (await CallAsync(api, Token(api))).Granted();
    }

    [Fact]
    public async Task While_the_provider_is_down_its_last_keys_stay_in_use_for_a_day()
    {
        await using var api = await StartAsync();
        (await CallAsync(api, Token(api))).Granted();
        var unknown = TestIssuer.NewRsaKey("unknown");
        _issuer.Stop();
        api.Time.Advance(TimeSpan.FromHours(23));

        (await CallAsync(api, Token(api))).Granted();
        // Nobody can say now whether the provider has this key.
        await Eventually.IsAsync(
            api, async () => (await CallAsync(api, Token(api, unknown))).Status == 503, "the key cannot be checked");
        (await CallAsync(api, Token(api))).Granted();

        api.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        (await CallAsync(api, Token(api))).Refused(503, "unavailable");
    }

    public static TheoryData<IResult> WrongAnswers => new()
    {
        Results.StatusCode(500),
        Results.Content("<html>Maintenance</html>", "text/html"),
        Results.Json(new { issuer = "" }),
        Results.Json(new { issuer = "http://127.0.0.1" }),
        Results.Json(new { issuer = "http://127.0.0.1", jwks_uri = "nowhere" }),
        Results.Text(new string('x', 2 * 1024 * 1024)),
    };

    [Theory]
    [MemberData(nameof(WrongAnswers), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_answer_counts_as_none(IResult wrong)
    {
        await using var api = await StartAsync();
        (await CallAsync(api, Token(api))).Granted();
        var unknown = TestIssuer.NewRsaKey("unknown");
        _issuer.WrongAnswer = wrong;
        api.Time.Advance(ProviderMetadata.MinInterval);

        (await CallAsync(api, Token(api, unknown))).Refused(503, "unavailable");
        (await CallAsync(api, Token(api))).Granted();
    }

    [Fact]
    public async Task A_key_that_the_provider_withdrew_is_refused_after_the_next_refresh()
    {
        await using var api = await StartAsync();
        var old = _issuer.Key;
        (await CallAsync(api, Token(api))).Granted();
        _issuer.Rotate();

        api.Time.Advance(TimeSpan.FromMinutes(5));

        await Eventually.IsAsync(
            api, async () => (await CallAsync(api, Token(api, old))).Status == 401, "the key is refused");
    }

    private static Task<Answer> CallAsync(ApiHost api, string token) => (api.Anyone with { AccessToken = token }).GetAsync("/v1/wallet");

    private string Token(ApiHost api, SecurityKey? key = null) => _issuer.Token(api.Time.GetUtcNow(), key: key);

    private Task UntilGrantedAsync(ApiHost api) =>
        Eventually.IsAsync(api, async () => (await CallAsync(api, Token(api))).Status == 200, "the token is accepted");

    private Task<ApiHost> StartAsync() =>
        ApiHost.StartAsync(("Auth:Authority", _issuer.Authority), ("Auth:Audience", TestIssuer.Audience));
}
