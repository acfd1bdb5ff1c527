using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Concert.Settings;

/// <summary>An address on which Kestrel listens, as an operator wrote it.</summary>
/// <param name="Text">Such as <c>http://localhost:5080</c>.</param>
/// <param name="EndPoints">
/// What Kestrel binds. The first one identifies the listener: it is the one that <c>ListenOptions.EndPoint</c> shows.
/// </param>
internal sealed record ListenUrl(string Text, IReadOnlyList<EndPoint> EndPoints)
{
    private const string Localhost = "localhost";

    /// <summary>One sentence for each part of <paramref name="urls"/> that is not an address to listen on.</summary>
    public static IEnumerable<string> FaultsOf(string setting, string urls)
    {
        var parts = Split(urls);
        return parts.Length == 0
            ? [$"{setting} is empty; it must be like http://localhost:5080."]
            : parts.Select(part => WhatIsWrongWith(part) is { } wrong ? $"{setting} has '{part}', {wrong}." : null).OfType<string>();
    }

    /// <param name="urls">Addresses without a fault, separated by semicolons.</param>
    public static IReadOnlyList<ListenUrl> Parse(string urls) => [.. Split(urls).Select(part => new ListenUrl(part, EndPointsOf(part)))];

    /// <summary>
    /// Binds all addresses at once and releases them, before anything starts: Kestrel does it late, when a silo is already running.
    /// </summary>
    /// <exception cref="CannotStartException">One of the addresses can't be used; the message says which and why.</exception>
    public static void CheckFree(IEnumerable<(string Setting, ListenUrl Url)> urls)
    {
        var probes = new List<Socket>();
        try
        {
            foreach (var (setting, url) in urls)
            {
                foreach (var endpoint in url.EndPoints.OfType<IPEndPoint>())
                {
                    if (WhyNotOn(endpoint, url.IsLocalhost, probes) is { } reason)
                        throw new CannotStartException($"{setting} has '{url.Text}', which can't be listened on: {reason}.");
                }
            }
        }
        finally
        {
            foreach (var probe in probes) probe.Dispose();
        }
    }

    private bool IsLocalhost => EndPoints.Count > 1;

    private static string[] Split(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? WhatIsWrongWith(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return "which is not an address; it must be like http://localhost:5080";
        }

        if (address.IsUnixPipe || address.IsNamedPipe) return null;
        if (address.Scheme is not ("http" or "https")) return "whose scheme must be http or https";
        if (address.PathBase.Length > 0) return "which must have no path";
        if (address.Port is < 0 or > IPEndPoint.MaxPort)
            return string.Create(CultureInfo.InvariantCulture, $"whose port must be 0 to {IPEndPoint.MaxPort}");
        // Kestrel could not choose one port that is free on both loopback addresses.
        return address.Port == 0 && IsNamedLocalhost(address) ? "whose port can be 0 only with an address such as 127.0.0.1" : null;
    }

    // As Kestrel does it: a host that is no address means all addresses.
    private static EndPoint[] EndPointsOf(string url)
    {
        var address = BindingAddress.Parse(url);
        if (address.IsUnixPipe) return [new UnixDomainSocketEndPoint(address.UnixPipePath)];
        if (address.IsNamedPipe) return [];
        if (IsNamedLocalhost(address))
            return [new IPEndPoint(IPAddress.Loopback, address.Port), new IPEndPoint(IPAddress.IPv6Loopback, address.Port)];
        return [new IPEndPoint(IPAddress.TryParse(address.Host, out var ip) ? ip : IPAddress.IPv6Any, address.Port)];
    }

    private static bool IsNamedLocalhost(BindingAddress address) => address.Host.Equals(Localhost, StringComparison.OrdinalIgnoreCase);

    private static string? WhyNotOn(IPEndPoint endpoint, bool isLocalhost, List<Socket> probes)
    {
        try
        {
            Bind(endpoint, probes);
            return null;
        }
        catch (SocketException fault) when (fault.SocketErrorCode != SocketError.AddressAlreadyInUse && isLocalhost)
        {
            // Kestrel continues with the other loopback address: a host may have only one of them.
            return null;
        }
        catch (SocketException fault) when (
            fault.SocketErrorCode == SocketError.AddressFamilyNotSupported && endpoint.Address.Equals(IPAddress.IPv6Any))
        {
            return WhyNotOn(new IPEndPoint(IPAddress.Any, endpoint.Port), isLocalhost, probes);
        }
        catch (SocketException fault)
        {
            return fault.Message;
        }
    }

    // Without ReuseAddress, and listening: see PortClaim.
    private static void Bind(IPEndPoint endpoint, List<Socket> probes)
    {
        var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        probes.Add(probe);
        if (endpoint.Address.Equals(IPAddress.IPv6Any)) probe.DualMode = true;
        probe.Bind(endpoint);
        probe.Listen();
    }
}
