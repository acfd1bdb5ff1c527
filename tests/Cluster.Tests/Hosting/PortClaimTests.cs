using System.Net;
using System.Net.Sockets;
using Concert.Settings;

namespace Concert.Hosting;

/// <summary>
/// The ports of a silo. Orleans listens with <c>ReuseAddress</c>, so a claim must notice a socket that allows others to share its port.
/// </summary>
public sealed class PortClaimTests
{
    [Fact]
    public void A_port_on_which_a_silo_listens_is_refused_though_its_socket_can_be_shared()
    {
        using var silo = ListenAsOrleans(0);
        var port = ((IPEndPoint)silo.LocalEndPoint!).Port;

        var line = Assert.Throws<CannotStartException>(() => Take(port)).Message;

        Assert.StartsWith($"Cluster:SiloPort is {port}, which can't be listened on: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void A_claimed_port_is_refused_before_anything_listens_on_it_and_until_the_claim_ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has abstract sockets.");
        var first = Take(0);
        Assert.Throws<CannotStartException>(() => Take(first.Port));

        first.Dispose();

        using var second = Take(first.Port);
        using var silo = ListenAsOrleans(second.Port);
    }

    [Fact]
    public void One_port_cannot_be_both_ports_of_a_silo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has abstract sockets.");
        using var claim = Take(0);

        Assert.Throws<CannotStartException>(() => PortClaim.Take("Cluster:GatewayPort", claim.Port, IPAddress.Any));
    }

    [Fact]
    public async Task A_port_with_connections_in_time_wait_can_be_claimed_and_listened_on()
    {
        var port = await LeaveTimeWaitAsync();

        using var claim = Take(port);
        using var silo = ListenAsOrleans(port);

        Assert.Equal(port, claim.Port);
    }

    [Fact]
    public void Zero_claims_a_port_of_its_own_each_time()
    {
        var claims = Enumerable.Range(0, 20).Select(_ => Take(0)).ToList();

        Assert.Equal(20, claims.Select(claim => claim.Port).Distinct().Count());
        claims.ForEach(claim => claim.Dispose());
    }

    [Fact]
    public void A_free_port_is_none_that_an_outgoing_connection_can_take_before_the_silo_listens()
    {
        var claims = Enumerable.Range(0, 20).Select(_ => Take(0)).ToList();

        Assert.All(claims, claim => Assert.InRange(claim.Port, 61_000, 65_535));
        claims.ForEach(claim => claim.Dispose());
    }

    private static PortClaim Take(int port) => PortClaim.Take("Cluster:SiloPort", port, IPAddress.Loopback);

    private static Socket ListenAsOrleans(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen();
        return socket;
    }

    /// <summary>The side that closes a connection first keeps it in TIME_WAIT, with its port.</summary>
    internal static async Task<int> LeaveTimeWaitAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using (var server = await listener.AcceptTcpClientAsync()) server.Client.Shutdown(SocketShutdown.Both);
        // The client has read the end of the stream before it closes its side.
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]));
        return port;
    }
}
