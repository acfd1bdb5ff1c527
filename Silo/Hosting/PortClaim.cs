using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Concert.Settings;

namespace Concert.Hosting;

/// <summary>
/// The right of this process to one of the two ports of a silo, from the moment that the settings are read until the silo ends.
/// </summary>
/// <remarks>
/// Orleans 10.4.2 sets <c>ReuseAddress</c> on its listening sockets, which .NET on Linux maps to <c>SO_REUSEPORT</c>: two silos could
/// share a port, and the second would declare the first one dead, because it has the same address and started later. So two silos
/// must exclude each other before either listens. Between reading the settings and listening a silo waits for its database.
/// </remarks>
internal sealed class PortClaim : IDisposable, ILifecycleParticipant<ISiloLifecycle>
{
    // Linux gives the ports 32768 to 60999 to outgoing connections. One of those could take the port before the silo listens on it, so
    // a free port is sought above them.
    private const int FirstFree = 61_000;
    private const int AfterFree = 65_536;
    private const int MaxTries = 1_000;

    private readonly Socket? _claim;

    private PortClaim(int port, Socket? claim) => (Port, _claim) = (port, claim);

    public int Port { get; }

    /// <param name="setting">The setting of the port, for the message.</param>
    /// <param name="port">0 claims a free port.</param>
    /// <param name="address">The address on which the silo will listen.</param>
    /// <exception cref="CannotStartException">Another process uses the port, or nothing can listen on it.</exception>
    public static PortClaim Take(string setting, int port, IPAddress address)
    {
        try
        {
            if (port == 0) return TakeFree(address);
            Probe(port, address);
            return TryTake(port) ?? throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }
        catch (SocketException fault)
        {
            throw new CannotStartException($"{setting} is {port}, which can't be listened on: {fault.Message}.", fault);
        }
    }

    /// <summary>Nothing to do: the silo resolves its participants, and so disposes the claim when it ends.</summary>
    public void Participate(ISiloLifecycle observer)
    {
    }

    public void Dispose() => _claim?.Dispose();

    private static PortClaim TakeFree(IPAddress address)
    {
        for (var tries = 1; ; tries++)
        {
            var port = RandomNumberGenerator.GetInt32(FirstFree, AfterFree);
            try
            {
                Probe(port, address);
                if (TryTake(port) is { } taken) return taken;
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < MaxTries)
            {
                // Another process listens on this one.
            }
        }
    }

    // Without ReuseAddress. .NET sets SO_REUSEADDR on every TCP socket that it binds on Unix, so connections of the last process that
    // are in TIME_WAIT do not matter, but a socket that listens does.
    private static void Probe(int port, IPAddress address)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(address, port));
        probe.Listen();
    }

    // The name of an abstract socket is unique among the processes that share their TCP ports, and the kernel frees it when the
    // process ends, however it ends. Only Linux has such names; elsewhere two silos that start at the same moment are not told apart.
    private static PortClaim? TryTake(int port)
    {
        if (!OperatingSystem.IsLinux()) return new(port, null);
        var claim = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            claim.Bind(new UnixDomainSocketEndPoint($"\0concert-silo-port-{port}"));
            return new(port, claim);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            claim.Dispose();
            return null;
        }
    }
}
