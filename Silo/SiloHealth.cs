using System.Net;
using System.Net.Sockets;
using Concert.Settings;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>
/// <c>Concert.Silo health</c>: exits with 0 if this host's silo has joined its cluster, for container images that have no other
/// tool. A silo opens its port for gateways when it has joined.
/// </summary>
internal static class SiloHealth
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    public static async Task<int> CheckAsync(string[] args)
    {
        try
        {
            var cluster = Host.CreateApplicationBuilder(args).AddConcertSettings().Cluster;
            if (await IsListeningAsync(cluster.GatewayPort)) return 0;
            await Console.Error.WriteLineAsync($"No silo answers at port {cluster.GatewayPort} (Cluster:GatewayPort).");
        }
        catch (CannotStartException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
        }

        return 1;
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var deadline = new CancellationTokenSource(ConnectTimeout);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), deadline.Token);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
