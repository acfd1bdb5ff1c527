using Concert.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>The tokens that the gateway issues itself: who the user is, for a day.</summary>
internal sealed class AccessTokens(GatewayKeys keys, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    public const string Issuer = "concert";

    public const string Audience = "concert";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SigningCredentials _credentials = new(new SymmetricSecurityKey(keys.AccessToken), SecurityAlgorithms.HmacSha256);

    /// <summary>What a token of ours must be like.</summary>
    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = _credentials.Key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireExpirationTime = true,
        // By the gateway's own clock, and to the second: the issuer is us, so there is no skew to forgive.
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
    };

    public (string Token, DateTimeOffset ExpiresAt) Issue(UserId userId, string name)
    {
        // A token counts whole seconds; so does what we say of it.
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expiresAt = issuedAt + Lifetime;
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = issuedAt.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = userId.Value, ["name"] = name },
            SigningCredentials = _credentials,
        });
        return (token, expiresAt);
    }
}
