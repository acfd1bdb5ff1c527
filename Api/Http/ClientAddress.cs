using System.Net;
using System.Net.Sockets;

namespace Concert.Http;

/// <summary>
/// The address by which a client is counted. Of IPv6 it is the network of 64 bits: a provider gives each subscriber at least one
/// such network, so that one machine can use any number of addresses of it.
/// </summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>Of a request without an address, such as one through a Unix socket.</summary>
    private const string Unknown = "unknown";

    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address) => address switch
    {
        null => Unknown,
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => NetworkOf(address),
        _ => address.ToString(),
    };

    private static string NetworkOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
