using System.Net;
using System.Net.Sockets;

namespace Concert.TestSupport;

/// <summary>
/// Finds a TCP port of this machine on which no process listens at the moment of the call, and which no test process that runs now has
/// found before. It returns no port again before it has tried all others.
/// </summary>
public static class FreePort
{
    // Below the ports that the kernel gives to connections, of which one could take the port before the test does; and below those of
    // the clusters that tests start.
    private const int First = 12_000;
    private const int Count = 8_000;

    // Test processes that run at the same time begin at different ports.
    private const int PortsOfAProcess = 100;

    // An abstract socket for each port that this process has found: its name is unique among processes, and the kernel frees it when the
    // process ends.
    private static readonly Dictionary<int, Socket> Claims = [];

    private static int _next = Environment.ProcessId * PortsOfAProcess % Count;

    /// <exception cref="InvalidOperationException">All ports are taken.</exception>
    public static int Next()
    {
        for (var tried = 0; tried < Count; tried++)
        {
            var port = First + ((Interlocked.Increment(ref _next) - 1) % Count);
            if (IsClaimed(port) && IsFree(port)) return port;
        }

        throw new InvalidOperationException($"No port from {First} to {First + Count - 1} is free.");
    }

    private static bool IsClaimed(int port)
    {
        lock (Claims)
        {
            if (Claims.ContainsKey(port)) return true;
            var claim = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                claim.Bind(new UnixDomainSocketEndPoint($"\0concert-test-port-{port}"));
                Claims[port] = claim;
                return true;
            }
            catch (SocketException)
            {
                claim.Dispose();
                return false;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
