using System.Net;
using System.Net.Sockets;

namespace Concert.TestSupport;

/// <summary>Finds a TCP port of this machine on which no process listens at the moment of the call.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
