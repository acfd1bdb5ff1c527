namespace Concert.Auth;

/// <summary>
/// The keys of this gateway: it signs with <c>Auth:SigningKey</c>, and accepts what that key or one of
/// <c>Auth:PreviousSigningKeys</c> signed. So the gateways of a cluster can change their key one after another.
/// </summary>
/// <param name="signingKey">The key that signs.</param>
/// <param name="previous">Further keys that are accepted.</param>
internal sealed class GatewayKeys(string signingKey, params IEnumerable<string> previous)
{
    /// <summary>Every accepted key; the first one signs.</summary>
    public IReadOnlyList<GatewayKey> All { get; } = [new(signingKey), .. previous.Select(key => new GatewayKey(key))];

    public GatewayKey Current => All[0];
}
