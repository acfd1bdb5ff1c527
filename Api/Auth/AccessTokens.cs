using Concert.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>
/// Issues the gateway's own access tokens. Each names its key (<c>kid</c>); the tokens of version 0.1.0 name none, and are tried with
/// every key.
/// </summary>
internal sealed class AccessTokens(GatewayKeys keys, [FromKeyedServices(GatewayTime.Key)] TimeProvider time, AuthOptions options)
{
    public const string Issuer = "concert";

    public const string Audience = "concert";

    private const string NameClaim = "name";

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

    /// <summary>The name in a token that was validated; only the token has it. Empty if it has none.</summary>
    public static string NameIn(ReadOnlySpan<char> token) =>
        new JsonWebToken(token.ToString()).TryGetPayloadValue<string>(NameClaim, out var name) && name is not null ? name : "";

    /// <param name="userId">The user.</param>
    /// <param name="name">The user's name.</param>
    /// <param name="ticketsUntil">The token lasts at least until then: a user whose concert is in five months may not come before.</param>
    public (string Token, DateTimeOffset ExpiresAt) Issue(UserId userId, string name, DateTimeOffset? ticketsUntil = null)
    {
        // A token carries whole seconds, so the response must carry the same.
        var issuedAt = WholeSeconds(time.GetUtcNow());
        var expiresAt = issuedAt + options.TokenLifetime;
        if (ticketsUntil > expiresAt) expiresAt = WholeSeconds(ticketsUntil.Value);
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = issuedAt.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = userId.Value, [NameClaim] = name },
            SigningCredentials = new(_keys[0], SecurityAlgorithms.HmacSha256),
        });
        return (token, expiresAt);
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
