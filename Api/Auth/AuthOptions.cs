using System.Text;

namespace Concert.Auth;

/// <summary>How the gateway authenticates its callers.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    private const int MinKeyBytes = 32;

    /// <summary>
    /// Signs access tokens; the key of queue tokens is derived from it. At least 32 bytes of UTF-8, the same on every gateway of a
    /// cluster. Default none; the gateway then makes one at its first start and stores it beside the embedded database.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>The address of an OIDC provider. If set, only its tokens are accepted. Default none.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience that the provider's tokens must name. Default none, and the audience is not checked.</summary>
    public string? Audience { get; set; }

    /// <summary>One sentence for each fault; it names the setting as operators write it, and never shows the signing key itself.</summary>
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
