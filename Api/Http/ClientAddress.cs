using System.Net;
using System.Net.Sockets;

namespace Concert.Http;

/// <summary>The address that the limits of a gateway count by.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;
    private const int AddressBytes = 16;

    /// <summary>
    /// The client's IPv4 address, or its IPv6 network of 64 bits with a zero host part: a provider gives each subscriber at least
    /// that many addresses, so one client has all of them. <see cref="IPAddress.None"/> if the connection has no address.
    /// </summary>
    public static IPAddress Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? CountedFor(address) : IPAddress.None;

    /// <summary>The address that a request from <paramref name="address"/> counts for.</summary>
    public static IPAddress CountedFor(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[AddressBytes];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new(bytes);
    }
}
