using System.Text;

namespace Concert.Auth;

/// <summary>Who may say who is calling.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    private const int MinKeyBytes = 32;

    /// <summary>
    /// Signs access tokens and, derived, queue tokens: at least 32 bytes of UTF-8, the same on every gateway of a cluster.
    /// Default none: made once and kept beside the embedded database.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>An OIDC provider's address. With it only that provider's tokens are accepted. Default none.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience that the provider's tokens must name. Default none: not checked.</summary>
    public string? Audience { get; set; }

    /// <summary>What is wrong, each line naming its key as operators write it. A key itself is never shown.</summary>
    public IEnumerable<string> Validate()
    {
        if (SigningKey is not null && Encoding.UTF8.GetByteCount(SigningKey) < MinKeyBytes)
            yield return $"Auth:SigningKey has {Encoding.UTF8.GetByteCount(SigningKey)} bytes; it must have at least {MinKeyBytes}.";
        if (Authority is not null && !IsUsable(Authority))
            yield return $"Auth:Authority is '{Authority}'; it must be an https address (http on this host alone).";
        if (Audience is not null && Authority is null)
            yield return $"Auth:Audience is '{Audience}' but Auth:Authority is not set; it belongs to a provider's tokens.";
    }

    private static bool IsUsable(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
