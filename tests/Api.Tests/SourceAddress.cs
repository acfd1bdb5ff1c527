using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Concert;

/// <summary>Clients that connect from another loopback address, as another machine would.</summary>
internal static class SourceAddress
{
    /// <summary>The caller, connecting from <paramref name="address"/> (127.0.0.0/8). The caller owns its connections.</summary>
    public static Caller From(this Caller caller, string address) => caller with { Http = ClientFrom(address, caller.Host.Http.BaseAddress!) };

    public static HttpClient ClientFrom(string address, Uri service) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellationToken) =>
            new NetworkStream(await ConnectAsync(address, context.DnsEndPoint.Port, cancellationToken), ownsSocket: true),
    })
    { BaseAddress = service };

    /// <summary>Sends a GET on a connection of its own. Null: the connection was closed without a response.</summary>
    public static async Task<(Socket Socket, string Head)?> TryGetAsync(string address, Uri service, string path)
    {
        Socket? socket = null;
        try
        {
            socket = await ConnectAsync(address, service.Port, TestContext.Current.CancellationToken);
            if (await TryGetAsync(socket, path) is { } head) return (socket, head);
        }
        catch (SocketException)
        {
            // The service closed the connection while it was being opened.
        }

        socket?.Dispose();
        return null;
    }

    /// <summary>The beginning of the response. Null: the connection was closed without one.</summary>
    public static async Task<string?> TryGetAsync(Socket socket, string path)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"), TestContext.Current.CancellationToken);
            var head = new byte[4096];
            var count = await socket.ReceiveAsync(head, TestContext.Current.CancellationToken);
            return count == 0 ? null : Encoding.ASCII.GetString(head, 0, count);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<Socket> ConnectAsync(string address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
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
