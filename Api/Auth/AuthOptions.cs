namespace Concert.Auth;

/// <summary>How the gateway authenticates its callers.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    // Each further key costs one more signature for every token that no key signed.
    private const int MaxPreviousKeyCount = 8;

    private static readonly TimeSpan MinTokenLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxTokenLifetime = TimeSpan.FromDays(365);

    /// <summary>
    /// Signs access tokens; the key of queue tokens is derived from it. At least 32 bytes of UTF-8, the same on every gateway of a
    /// cluster. Default none; the gateway then makes one at its first start and stores it beside the embedded database.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>
    /// Keys whose tokens are accepted beside those of <see cref="SigningKey"/>, so that a change of that key logs nobody out. At
    /// most 8, each of at least 32 bytes; an empty one counts as absent. Default none.
    /// </summary>
    public string[] PreviousSigningKeys { get; set; } = [];

    /// <summary>
    /// How long a token of the gateway lasts, unless it is renewed; the pages renew theirs at each visit. That of a user with tickets
    /// lasts at least as long as they do. A longer time keeps guests known who come seldom; a stolen token is good for as long.
    /// Default 30 days.
    /// </summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The address of an OIDC provider. If set, only its tokens are accepted. Default none.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience that the provider's tokens must name. Required with <see cref="Authority"/>. Default none.</summary>
    public string? Audience { get; set; }

    /// <summary>
    /// The scope that the provider's tokens must have. Required if the provider does not mark its access tokens with the type
    /// <c>at+jwt</c> (RFC 9068), because only a scope then tells them from ID tokens. Default none.
    /// </summary>
    public string? RequiredScope { get; set; }

    /// <summary>
    /// The organizer's page for signing in, to which the booking page sends users who have no token, with <c>state</c> added to its
    /// query. It sends them back to the booking page as <c>/#token=…&amp;state=…</c>. Only with <see cref="Authority"/>. Default none.
    /// </summary>
    public string? SignInUrl { get; set; }

    /// <summary>The keys of <see cref="PreviousSigningKeys"/>, each with the name of its setting.</summary>
    public IEnumerable<(string Name, string Key)> NamedPreviousKeys => PreviousSigningKeys
        .Select((key, index) => ($"Auth:PreviousSigningKeys:{index}", key)).Where(named => !string.IsNullOrEmpty(named.key));

    /// <summary>One sentence for each fault; it names the setting as operators write it, and never shows a signing key itself.</summary>
    public IEnumerable<string> Validate()
    {
        IEnumerable<(string, string)> current = SigningKey is null ? [] : [("Auth:SigningKey", SigningKey)];
        foreach (var fault in SigningKeyCheck.FaultsOf(current.Concat(NamedPreviousKeys))) yield return fault;
        if (NamedPreviousKeys.Count() is var count and > MaxPreviousKeyCount)
            yield return $"Auth:PreviousSigningKeys has {count} keys; it must have at most {MaxPreviousKeyCount}.";
        if (TokenLifetime < MinTokenLifetime || TokenLifetime > MaxTokenLifetime)
            yield return $"Auth:TokenLifetime is {TokenLifetime}; it must be {MinTokenLifetime} to {MaxTokenLifetime}.";
        foreach (var fault in FaultsOfProvider().Concat(FaultsOfSignIn())) yield return fault;
    }

    private IEnumerable<string> FaultsOfProvider()
    {
        if (Authority is not null && !IsUsable(Authority))
            yield return $"Auth:Authority is '{Authority}'; it must be an https address (http on this host alone).";
        // Without it a token that the provider issued for any other of its services would be accepted here.
        if (Authority is not null && string.IsNullOrWhiteSpace(Audience))
            yield return "Auth:Audience is not set; with Auth:Authority it must be the audience (aud) of the tokens for this service.";
        if (Authority is null && Audience is not null)
            yield return $"Auth:Audience is '{Audience}' but Auth:Authority is not set; it belongs to a provider's tokens.";
        if (Authority is null && RequiredScope is not null)
            yield return $"Auth:RequiredScope is '{RequiredScope}' but Auth:Authority is not set; it belongs to a provider's tokens.";
        if (RequiredScope is not null && (RequiredScope.Length == 0 || !RequiredScope.All(c => c is > ' ' and <= '~')))
            yield return $"Auth:RequiredScope is '{RequiredScope}'; it must be one scope, of visible ASCII characters.";
    }

    private IEnumerable<string> FaultsOfSignIn()
    {
        if (SignInUrl is null) yield break;
        if (!IsUsable(SignInUrl) || SignInUrl.Contains('#', StringComparison.Ordinal))
            yield return $"Auth:SignInUrl is '{SignInUrl}'; it must be an https address (http on this host alone) without a fragment.";
        if (Authority is null)
            yield return $"Auth:SignInUrl is '{SignInUrl}' but Auth:Authority is not set; guests of the service itself do not sign in.";
    }

    private static bool IsUsable(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
