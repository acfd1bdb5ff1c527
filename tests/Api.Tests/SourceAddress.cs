using System.Net;
using System.Net.Sockets;

namespace Concert;

/// <summary>Clients that connect from another loopback address, as another machine would.</summary>
internal static class SourceAddress
{
    /// <summary>The caller, connecting from <paramref name="address"/> (127.0.0.0/8). The caller owns its connections.</summary>
    public static Caller From(this Caller caller, string address) => caller with { Http = ClientFrom(address, caller.Host.Http.BaseAddress!) };

    private static HttpClient ClientFrom(string address, Uri service) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = service };
}
