using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Concert.Settings;

namespace Concert.Startup;

/// <summary>
/// Checks the addresses of the gateway before anything starts: Kestrel reports a wrong address late, when a silo is already
/// running, and with a long stack trace.
/// </summary>
internal static class ListenUrls
{
    public const string Default = "http://localhost:5080";

    private const string Setting = "ASPNETCORE_URLS";

    /// <exception cref="CannotStartException">One of the addresses cannot be used; the message says which and why.</exception>
    public static void Check(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (WhatIsWrongWith(url) is { } wrong) throw new CannotStartException($"{Setting} has '{url}', {wrong}.");
        }
    }

    private static string? WhatIsWrongWith(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return $"which is not an address; it must be like {Default}";
        }

        if (address.IsUnixPipe || address.IsNamedPipe) return null;
        if (address.Scheme is not ("http" or "https")) return "whose scheme must be http or https";
        if (address.PathBase.Length > 0) return "which must have no path";
        if (address.Port is < 0 or > IPEndPoint.MaxPort)
            return string.Create(CultureInfo.InvariantCulture, $"whose port must be 0 to {IPEndPoint.MaxPort}");
        return IPAddress.TryParse(address.Host, out var ip) ? WhyNotOn(new(ip, address.Port)) : null;
    }

    // Kestrel reports an address that is in use: it binds later, and the address may be free by then.
    private static string? WhyNotOn(IPEndPoint endpoint)
    {
        try
        {
            using var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            probe.Bind(endpoint);
            return null;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode == SocketError.AddressAlreadyInUse ? null : $"on which the gateway cannot listen: {fault.Message}";
        }
    }
}
