using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Concert.Http;

/// <summary>Which proxies stand between the clients and the gateway.</summary>
internal sealed class ForwardedOptions
{
    public const string Section = "Forwarded";

    private const int MaxHops = 10;

    /// <summary>
    /// How many proxies a request passes before it reaches the gateway (1: a balancer; 2: a CDN and a balancer). So many entries of
    /// <c>X-Forwarded-For</c> are believed, from the right; a client can only write those further left. Default 0: the header is
    /// ignored, and the client's address is the connection's.
    /// </summary>
    public int TrustedHops { get; set; }

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of those proxies. An entry is believed only if one of them wrote it, which protects a
    /// balancer that clients can reach around its CDN. Default none, and whoever calls the gateway is believed.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (TrustedHops is < 0 or > MaxHops) yield return $"Forwarded:TrustedHops is {TrustedHops}; it must be 0 to {MaxHops}.";
        if (TrustedHops == 0 && TrustedProxies.Length > 0)
            yield return "Forwarded:TrustedProxies has values but Forwarded:TrustedHops is 0; set how many proxies there are.";
        for (var index = 0; index < TrustedProxies.Length; index++)
        {
            if (TryParse(TrustedProxies[index], out _)) continue;
            yield return $"Forwarded:TrustedProxies:{index} is '{TrustedProxies[index]}'; it must be an address, or a network "
                + "such as 10.0.0.0/8.";
        }
    }

    /// <summary>The networks of <see cref="TrustedProxies"/>, which must be valid.</summary>
    public IEnumerable<IPNetwork> TrustedNetworks() => TrustedProxies.Select(text => TryParse(text, out var network)
        ? network.Value
        : throw new InvalidOperationException($"Forwarded:TrustedProxies has '{text}'."));

    private static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = IPNetwork.TryParse(text, out var parsed) ? parsed
            : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
            : null;
        return network is not null;
    }
}
