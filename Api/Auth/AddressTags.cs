using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Concert.Limits;

namespace Concert.Auth;

/// <summary>
/// Keyed hashes of addresses, by which a queue bounds the admissions of one address. All gateways compute the same one, and nobody
/// without their key can compute the address of a stored one.
/// </summary>
internal sealed class AddressTags(GatewayKeys keys, RateLimitOptions limits)
{
    /// <summary>
    /// The tag of an address as <c>ClientAddress</c> counts it; 0 if it is not known, or if the operator has turned the limits off.
    /// </summary>
    public long Of(IPAddress address) => limits.IsOn && !address.Equals(IPAddress.None)
        ? BinaryPrimitives.ReadInt64BigEndian(HMACSHA256.HashData(keys.Current.AddressTag, address.GetAddressBytes()))
        : 0;
}
