using Concert.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>Issues the gateway's own access tokens, valid for one day.</summary>
internal sealed class AccessTokens(GatewayKeys keys, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    public const string Issuer = "concert";

    public const string Audience = "concert";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SigningCredentials _credentials = new(new SymmetricSecurityKey(keys.AccessToken), SecurityAlgorithms.HmacSha256);

    /// <summary>How a token of this gateway is validated.</summary>
    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = _credentials.Key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireExpirationTime = true,
        // Uses the gateway's clock without tolerance: the gateway is the issuer, so there is no clock skew.
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
    };

    public (string Token, DateTimeOffset ExpiresAt) Issue(UserId userId, string name)
    {
        // A token carries whole seconds, so the response must carry the same.
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
