using System.Net;
using System.Net.Sockets;
using Concert.Settings;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>
/// <c>Concert.Silo health</c>: ends with 0 when this host's silo has joined its cluster, for container images that have no
/// other tool. The port for gateways opens when it has.
/// </summary>
internal static class SiloHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<int> CheckAsync(string[] args)
    {
        var cluster = Host.CreateApplicationBuilder(args).AddConcertSettings().Cluster;
        using var deadline = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, cluster.GatewayPort), deadline.Token);
            return 0;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"No silo answers at port {cluster.GatewayPort} (Cluster:GatewayPort).");
            return 1;
        }
    }
}
