using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

[Collection(nameof(ApiFixture))]
public sealed class AccessTokenTests(ApiFixture api)
{
    [Fact]
    public async Task A_token_is_valid_for_thirty_days()
    {
        var user = await api.Host.UserAsync();

        api.Host.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(2));
        (await user.GetAsync("/v1/wallet")).Granted();
        api.Host.Time.Advance(TimeSpan.FromSeconds(2));
        var answer = (await user.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");

        Assert.StartsWith("Bearer", answer.Response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_for_tickets_at_the_end_of_time_is_valid_as_well()
    {
        var tokens = new AccessTokens(new(ApiHost.SigningKey), api.Host.Time, new());

        (await CallAsync(tokens.Issue(new("u_1"), "Minji", DateTimeOffset.MaxValue).Token)).Granted();
    }

    [Fact]
    public async Task A_token_with_the_right_key_issuer_and_audience_is_accepted() => (await CallAsync(Token())).Granted();

    [Fact]
    public async Task A_token_of_another_key_issuer_or_audience_or_without_an_expiry_is_not()
    {
        string[] tokens =
        [
            Token(key: ApiHost.SigningKey + "!"),
            Token(issuer: "someone"),
            Token(audience: "someone"),
            Token(lifetime: null),
            Token()[..^4] + "AAAA",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1XzEiLCJpc3MiOiJjb25jZXJ0IiwiYXVkIjoiY29uY2VydCIsImV4cCI6NDEwMjQ0NDgwMH0.",
            "no token",
        ];

        foreach (var token in tokens) (await CallAsync(token)).Refused(401, "unauthenticated");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("u/1")]
    [InlineData("u 1")]
    [InlineData("사용자")]
    public async Task A_valid_token_with_an_unusable_subject_is_forbidden(string? subject) =>
        (await CallAsync(Token(subject: subject))).Refused(403, "forbidden");

    [Fact]
    public async Task A_bad_token_is_ignored_where_no_token_is_required() =>
        (await (api.Host.Anyone with { AccessToken = "no token" }).GetAsync("/v1/concerts")).Granted();

    private Task<Answer> CallAsync(string token) => (api.Host.Anyone with { AccessToken = token }).GetAsync("/v1/wallet");

    private string Token(
        string key = ApiHost.SigningKey,
        string issuer = AccessTokens.Issuer,
        string audience = AccessTokens.Audience,
        string? subject = "u_1",
        int? lifetime = 60)
    {
        var now = api.Host.Time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = lifetime is { } seconds ? now.AddSeconds(seconds) : null,
            Claims = subject is null ? [] : new Dictionary<string, object> { ["sub"] = subject },
            SigningCredentials = new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), SecurityAlgorithms.HmacSha256),
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }
}
