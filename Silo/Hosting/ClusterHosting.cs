using System.Net;
using System.Net.Sockets;
using Concert.Settings;
using Concert.Storage;
using Orleans.Configuration;

namespace Concert.Hosting;

/// <summary>How silos find each other, and how soon they find out that one is gone (docs/operations.md § Failover).</summary>
internal static class ClusterHosting
{
    // A sale is interactive: whoever has waited this long asks again, with the same key.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    // Three probes a second apart at most, and the vote of a second silo: a dead one is out after 2 to 3 s, and one that merely
    // stutters (garbage collection, a busy machine) stays, for the runtime stretches the timeout while it is slow itself.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    // Orleans takes a silo that was heard of within three of these for alive, whatever its probes say: it is how long one that
    // froze with its connections open stays in. With Orleans' own (four probe timeouts) that was 12 s, measured; now 6.
    private static readonly TimeSpan MaxProbeTimeout = TimeSpan.FromSeconds(2);

    // Everyone knows of a change within this time even where gossip was lost.
    private static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(5);

    // After three missed ones a row is stale: a cluster killed as a whole starts again over its own remains in 15 s.
    private static readonly TimeSpan IAmAlive = TimeSpan.FromSeconds(5);

    public static ISiloBuilder AddConcertCluster(this ISiloBuilder silo, ConcertSettings settings)
    {
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout)
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
        return settings.Database.Provider == DatabaseOptions.Sqlite
            ? SingleNode(silo, settings.Cluster)
            : Clustered(silo, settings.Cluster);
    }

    private static ISiloBuilder SingleNode(ISiloBuilder silo, ClusterSettings cluster) => silo.UseLocalhostClustering(
        FreePort("SiloPort", cluster.SiloPort, IPAddress.Loopback),
        FreePort("GatewayPort", cluster.GatewayPort, IPAddress.Loopback),
        null,
        cluster.ServiceId,
        cluster.ClusterId);

    private static ISiloBuilder Clustered(ISiloBuilder silo, ClusterSettings cluster)
    {
        var address = AddressOf(cluster);
        var isOpen = !IPAddress.IsLoopback(address);
        return silo
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId))
            .UseAdoNetClustering(options => options.Configure<IStorageBackend>((clustering, backend) =>
            {
                clustering.Invariant = backend.Invariant;
                clustering.DataSource = backend.DataSource;
            }))
            .ConfigureEndpoints(
                address,
                FreePort("SiloPort", cluster.SiloPort, isOpen ? IPAddress.Any : address),
                FreePort("GatewayPort", cluster.GatewayPort, isOpen ? IPAddress.Any : address),
                listenOnAnyHostAddress: isOpen)
            .Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = ProbeTimeout;
                options.MaxProbeTimeout = MaxProbeTimeout;
                options.TableRefreshTimeout = TableRefresh;
                options.IAmAliveTablePublishTimeout = IAmAlive;
            });
    }

    private static IPAddress AddressOf(ClusterSettings cluster)
    {
        var name = cluster.AdvertisedAddress ?? Dns.GetHostName();
        try
        {
            return Dns.GetHostAddresses(name, AddressFamily.InterNetwork).FirstOrDefault()
                ?? throw new CannotStartException($"Cluster:AdvertisedAddress is '{name}', which has no IPv4 address.");
        }
        catch (SocketException fault)
        {
            throw new CannotStartException(
                $"Cluster:AdvertisedAddress is '{name}', which can't be looked up: {fault.Message}.", fault);
        }
    }

    // Tried here, because Orleans finds a taken port late and says so at length. 0 takes one that is free.
    private static int FreePort(string setting, int port, IPAddress address)
    {
        try
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            probe.Bind(new IPEndPoint(address, port));
            return ((IPEndPoint)probe.LocalEndPoint!).Port;
        }
        catch (SocketException fault)
        {
            throw new CannotStartException($"Cluster:{setting} is {port}, which can't be listened on: {fault.Message}.", fault);
        }
    }
}
