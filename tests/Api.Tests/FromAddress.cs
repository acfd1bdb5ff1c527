using System.Net;
using System.Net.Sockets;

namespace Concert;

/// <summary>Clients with addresses of their own: all of 127.0.0.0/8 is this machine.</summary>
internal static class FromAddress
{
    public static HttpClient Http(Uri service, string from) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
            new NetworkStream(await ConnectAsync(context.DnsEndPoint.Port, from, cancellationToken), ownsSocket: true),
    })
    { BaseAddress = service };

    public static async Task<Socket> ConnectAsync(int port, string from, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
