using Microsoft.IdentityModel.JsonWebTokens;

namespace Concert.Auth;

/// <summary>
/// Tells the identity provider's access tokens from its other tokens, which it signs with the same keys: ID tokens, which any
/// website that the user signs in to gets, and logout tokens, which the provider sends around.
/// </summary>
internal static class AccessTokenCheck
{
    private static readonly string[] AccessTokenTypes = ["at+jwt", "application/at+jwt"];

    // Of an ID token (OpenID Connect Core 1.0 § 2 and 3.3.2.11), and of a logout token or another security event (RFC 8417).
    private static readonly string[] ForeignClaims = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

    /// <summary>Why the token is no access token for this service, or null if it is one.</summary>
    /// <param name="token">A token whose signature, issuer, audience and lifetime are valid.</param>
    /// <param name="requiredScope">The setting <c>Auth:RequiredScope</c>.</param>
    public static string? WhyRefused(JsonWebToken token, string? requiredScope)
    {
        if (ForeignClaims.FirstOrDefault(claim => token.TryGetClaim(claim, out _)) is { } foreign)
            return $"it has the claim {foreign}, so it is an ID token or a logout token";
        // Keycloak's kind of token: Bearer, ID, Refresh, Offline, Logout, or DPoP, whose proof the gateway does not check.
        if (token.TryGetClaim("typ", out var kind) && kind.Value != "Bearer") return "its claim typ is not Bearer";
        if (requiredScope is not null && !HasScope(token, requiredScope)) return "it does not have the scope of Auth:RequiredScope";
        if (AccessTokenTypes.Contains(token.Typ, StringComparer.OrdinalIgnoreCase)) return null;
        // An ID token has no scope. So one with the type of any JWT, or without a type, is an access token if it has the scope.
        if (token.Typ is { Length: > 0 } type && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase)) return "its type is not at+jwt";
        return requiredScope is null ? "its type is not at+jwt, and Auth:RequiredScope is not set" : null;
    }

    /// <summary>Providers write the scopes as one text or as an array, in <c>scope</c> (RFC 9068) or in <c>scp</c> (Entra, Okta).</summary>
    private static bool HasScope(JsonWebToken token, string scope) => token.Claims
        .Where(claim => claim.Type is "scope" or "scp")
        .SelectMany(claim => claim.Value.Split(' '))
        .Contains(scope, StringComparer.Ordinal);
}
