using System.Net;
using System.Net.Sockets;
using Concert.Settings;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Concert.Hosting;

/// <summary>How silos find each other, and how soon they notice that one is gone (docs/operations.md § Failover).</summary>
internal static class ClusterHosting
{
    // A sale is interactive: a user who has waited this long retries, with the same idempotency key.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    // Three probes at most a second apart, and the vote of a second silo, remove a dead silo from the cluster after 2 to 3 s. A
    // silo that only pauses (garbage collection, a busy machine) stays: Orleans extends the timeout while the prober is slow itself.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    // Orleans treats a silo as alive if any message of it arrived within 3 × MaxProbeTimeout, whatever the probes say. This bounds
    // how long a silo that froze with open connections stays a member: 6 s. Orleans' default (4 × ProbeTimeout) gave 12 s, measured.
    private static readonly TimeSpan MaxProbeTimeout = TimeSpan.FromSeconds(2);

    // Every silo reads a change of membership within this time even if the gossip about it was lost.
    private static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(5);

    // A row is stale after three missed reports. So a cluster that was killed as a whole can restart over its old rows after 15 s.
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
        silo.Claim(nameof(cluster.SiloPort), cluster.SiloPort, IPAddress.Loopback),
        silo.Claim(nameof(cluster.GatewayPort), cluster.GatewayPort, IPAddress.Loopback),
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
                silo.Claim(nameof(cluster.SiloPort), cluster.SiloPort, isOpen ? IPAddress.Any : address),
                silo.Claim(nameof(cluster.GatewayPort), cluster.GatewayPort, isOpen ? IPAddress.Any : address),
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

    // Claimed here, because Orleans notices a port in use late, and one of another silo never.
    private static int Claim(this ISiloBuilder silo, string setting, int port, IPAddress address)
    {
        var claim = PortClaim.Take($"{ClusterSettings.Section}:{setting}", port, address);
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(_ => claim);
        return claim.Port;
    }
}
