using Concert.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>
/// Issues the gateway's own access tokens, valid for one day. Each names its key (<c>kid</c>); the tokens of version 0.1.0 name
/// none, and are tried with every key.
/// </summary>
internal sealed class AccessTokens(GatewayKeys keys, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    public const string Issuer = "concert";

    public const string Audience = "concert";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SymmetricSecurityKey[] _keys =
        [.. keys.All.Select(key => new SymmetricSecurityKey(key.AccessToken) { KeyId = key.Id })];

    /// <summary>How a token of this gateway is validated.</summary>
    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKeys = _keys,
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
            SigningCredentials = new(_keys[0], SecurityAlgorithms.HmacSha256),
        });
        return (token, expiresAt);
    }
}
