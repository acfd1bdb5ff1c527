using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>With an identity provider the gateway creates no users and no access tokens. The provider here is a real one.</summary>
[OneProcess]
public sealed class IdentityProviderTests(IdentityProviderTests.Gateways gateways) : IClassFixture<IdentityProviderTests.Gateways>
{
    [Fact]
    public async Task Only_the_tokens_of_the_provider_are_accepted()
    {
        var api = await gateways.RequiringAsync(scope: null);

        (await api.Anyone.PostAsync("/v1/users", new { name = "Minji" })).Refused(404, "not_found");
        (await api.Anyone.PostAsync("/v1/users/recover", new { code = "ABCD-EFGH-JKLM" })).Refused(404, "not_found");
        var signedIn = api.Anyone with { AccessToken = Token(api) };
        (await signedIn.PostAsync("/v1/users/me/token")).Refused(404, "not_found");
        (await signedIn.PostAsync("/v1/users/me/recovery-code")).Refused(404, "not_found");
        (await signedIn.GetAsync("/v1/users/me")).Granted();
        (await CallAsync(api, Token(api))).Granted();
        (await CallAsync(api, Token(api, claims => claims["aud"] = new[] { "userinfo", TestIssuer.Audience }))).Granted();
        (await CallAsync(api, Token(api, claims => claims["aud"] = "someone else"))).Refused(401, "unauthenticated");
        (await CallAsync(api, Token(api, claims => claims.Remove("aud")))).Refused(401, "unauthenticated");
        (await CallAsync(api, Token(api, claims => claims["iss"] = "http://elsewhere"))).Refused(401, "unauthenticated");
        (await CallAsync(api, Token(api, claims => claims.Remove("iss")))).Refused(401, "unauthenticated");
        (await CallAsync(api, Token(api, claims => claims["sub"] = "a/b"))).Refused(403, "forbidden");
        (await CallAsync(api, OurOwn())).Refused(401, "unauthenticated");
        (await CallAsync(api, "no token")).Refused(401, "unauthenticated");

        string OurOwn() => new AccessTokens(new(ApiHost.SigningKey), api.Time, new()).Issue(new("u_1"), "Minji").Token;
    }

    [Fact]
    public async Task RSA_and_elliptic_curves_sign_and_nothing_that_the_public_key_can_sign_with()
    {
        await using var issuer = await TestIssuer.StartAsync();
        var rsa = (RsaSecurityKey)issuer.Key;
        var ec = TestIssuer.NewEcKey("ec");
        issuer.Publish(ec);
        await using var api = await StartAsync(issuer);
        var now = api.Time.GetUtcNow();
        var pem = Encoding.UTF8.GetBytes(rsa.Rsa.ExportSubjectPublicKeyInfoPem());
        SecurityKey[] publicBytes =
        [
            new SymmetricSecurityKey(pem) { KeyId = rsa.KeyId },
            new SymmetricSecurityKey(rsa.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = rsa.KeyId },
            new SymmetricSecurityKey(rsa.Rsa.ExportParameters(false).Modulus) { KeyId = rsa.KeyId },
        ];

        (await CallAsync(api, issuer.Token(now, key: ec))).Granted();
        (await CallAsync(api, issuer.Token(now, key: rsa, algorithm: SecurityAlgorithms.RsaSsaPssSha256))).Granted();
        foreach (var key in publicBytes)
        {
            (await CallAsync(api, issuer.Token(now, key: key, algorithm: SecurityAlgorithms.HmacSha256)))
                .Refused(401, "unauthenticated");
        }

        var unsigned = Unsigned(issuer.Token(now, key: rsa), $$"""{"alg":"none","typ":"at+jwt","kid":"{{rsa.KeyId}}"}""");
        (await CallAsync(api, unsigned)).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task The_clocks_may_differ_by_half_a_minute()
    {
        var api = await gateways.RequiringAsync(scope: null);
        var now = api.Time.GetUtcNow();

        (await CallAsync(api, Token(api, claims => claims["exp"] = now.AddSeconds(-29).ToUnixTimeSeconds()))).Granted();
        (await CallAsync(api, Token(api, claims => claims["exp"] = now.AddSeconds(-30).ToUnixTimeSeconds()))).Refused(401, "unauthenticated");
        (await CallAsync(api, Token(api, claims => claims["nbf"] = now.AddSeconds(30).ToUnixTimeSeconds()))).Granted();
        (await CallAsync(api, Token(api, claims => claims["nbf"] = now.AddSeconds(31).ToUnixTimeSeconds()))).Refused(401, "unauthenticated");
        (await CallAsync(api, Token(api, claims => claims.Remove("exp")))).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task A_token_with_odd_times_is_accepted_or_refused_and_never_an_error()
    {
        var api = await gateways.RequiringAsync(scope: null);
        object[] times = [long.MaxValue, 253_402_300_800, -1L, 0L, 1e300, 4_102_444_800.5, "4102444800", "soon", true, new[] { 4_102_444_800 }];

        foreach (var claim in new[] { "exp", "nbf", "iat" })
        {
            foreach (var time in times)
            {
                var answer = await CallAsync(api, Token(api, claims => claims[claim] = time));
                Assert.True(answer.Status is 200 or 401, $"{claim} {time}: {answer.Status} {answer.BodyText}");
            }
        }
    }

    [Fact]
    public async Task A_token_with_a_huge_payload_is_accepted_or_refused_and_never_an_error()
    {
        var api = await gateways.RequiringAsync(scope: null);

        foreach (var length in new[] { 4_000, 12_000, 20_000, 30_000, 100_000 })
        {
            var answer = await CallAsync(api, Token(api, claims => claims["groups"] = new string('g', length)));
            // Kestrel itself refuses headers of more than 32 KiB.
            Assert.True(answer.Status is 200 or 401 or 431, $"{length}: {answer.Status} {answer.BodyText}");
        }
    }

    [Theory]
    [InlineData("at+jwt", null, null, 200)]
    [InlineData("application/at+jwt", null, null, 200)]
    [InlineData("AT+JWT", null, null, 200)]
    [InlineData("JWT", null, null, 401)]
    [InlineData("JWT", null, "tickets", 401)]
    [InlineData("JWT", "tickets", "openid tickets", 200)]
    [InlineData("jwt", "tickets", "tickets", 200)]
    [InlineData("JWT", "tickets", "openid", 401)]
    [InlineData("JWT", "tickets", "tickets.read", 401)]
    [InlineData("JWT", "tickets", null, 401)]
    [InlineData("at+jwt", "tickets", null, 401)]
    [InlineData("at+jwt", "tickets", "tickets", 200)]
    [InlineData("logout+jwt", "tickets", "tickets", 401)]
    [InlineData("secevent+jwt", "tickets", "tickets", 401)]
    [InlineData("dpop+jwt", null, null, 401)]
    public async Task An_access_token_is_known_by_its_type_or_by_the_required_scope(string type, string? required, string? scope, int status)
    {
        var api = await gateways.RequiringAsync(required);
        foreach (var claim in new[] { "scope", "scp" })
        {
            var token = Token(api, claims => Add(claims, claim, scope), type);

            Assert.Equal(status, (await CallAsync(api, token)).Status);
        }

        var inArray = Token(api, claims => Add(claims, "scp", scope?.Split(' ')), type);
        Assert.Equal(status, (await CallAsync(api, inArray)).Status);
    }

    public static TheoryData<string, object> ForeignClaims => new()
    {
        { "nonce", "n-0S6_WzA2Mj" },
        { "at_hash", "77QmUPtjPfzWtF2AnpK9RQ" },
        { "c_hash", "LDktKdoQak3Pk0cnXxCltA" },
        { "events", new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() } },
        { "typ", "ID" },
        { "typ", "Refresh" },
        { "typ", "Logout" },
    };

    [Theory]
    [MemberData(nameof(ForeignClaims))]
    public async Task An_ID_token_and_a_logout_token_are_refused_with_every_setting(string claim, object value)
    {
        foreach (var required in new[] { null, "tickets" })
        {
            var api = await gateways.RequiringAsync(required);
            foreach (var type in new[] { "JWT", "at+jwt", "logout+jwt" })
            {
                var token = Token(api, claims => (claims["scope"], claims[claim]) = ("tickets", value), type);

                (await CallAsync(api, token)).Refused(401, "unauthenticated");
            }
        }
    }

    [Fact]
    public async Task An_access_token_of_Keycloak_needs_the_required_scope_and_nothing_else()
    {
        var api = await gateways.RequiringAsync("openid");
        var token = Token(api, claims => (claims["scope"], claims["typ"], claims["azp"]) = ("openid email", "Bearer", "page"), "JWT");

        (await CallAsync(api, token)).Granted();
    }

    private static string Unsigned(string token, string header) =>
        $"{Base64UrlEncoder.Encode(header)}.{token.Split('.')[1]}.";

    private static void Add(Dictionary<string, object> claims, string claim, object? value)
    {
        if (value is not null) claims[claim] = value;
    }

    private static Task<Answer> CallAsync(ApiHost api, string token) => (api.Anyone with { AccessToken = token }).GetAsync("/v1/wallet");

    private string Token(ApiHost api, Action<Dictionary<string, object>>? change = null, string? type = "at+jwt") =>
        gateways.Issuer.Token(api.Time.GetUtcNow(), type, change);

    private static Task<ApiHost> StartAsync(TestIssuer issuer, string? requiredScope = null) => ApiHost.StartAsync(
        ("Auth:Authority", issuer.Authority), ("Auth:Audience", TestIssuer.Audience), ("Auth:RequiredScope", requiredScope!));

    /// <summary>One provider, which always signs with the same key, and one gateway for each required scope. Their clocks stand still.</summary>
    public sealed class Gateways : IAsyncLifetime
    {
        private readonly Dictionary<string, ApiHost> _byScope = [];

        internal TestIssuer Issuer { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Issuer = await TestIssuer.StartAsync();

        /// <param name="scope">Null: none is required.</param>
        public async Task<ApiHost> RequiringAsync(string? scope)
        {
            if (!_byScope.TryGetValue(scope ?? "", out var api)) _byScope[scope ?? ""] = api = await StartAsync(Issuer, scope);
            return api;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var api in _byScope.Values) await api.DisposeAsync();
            await Issuer.DisposeAsync();
        }
    }
}
