using Concert.Hosting;
using Concert.Operations;
using Concert.Settings;
using Concert.Telemetry;

namespace Concert.Cluster;

/// <summary>
/// Hosts a silo in the process of the gateway: the only one, on a database file, or one of several on PostgreSQL. One of several does for
/// its clients what a gateway of a cluster does: it lets the balancer notice that it drains, and retries calls that found no silo.
/// </summary>
internal static class EmbeddedHosting
{
    // The longest request that is still served: a call that is retried for Cluster:RetryTimeout (15 s), and a margin.
    private static readonly TimeSpan RequestsTime = TimeSpan.FromSeconds(20);

    // Then the silo hands its grains over and commits its last batch, which takes less than a second.
    private static readonly TimeSpan SiloTime = TimeSpan.FromSeconds(10);

    public static void AddConcertEmbedded(this WebApplicationBuilder builder, ConcertSettings settings)
    {
        builder.AddConcertSilo(settings);
        // Nobody else serves the clients of a single process: it has no balancer that could notice, and no silo to retry at.
        if (settings.Database.Provider == DatabaseOptions.Sqlite) return;
        builder.Services.AddOptions<HostOptions>().Configure<DrainOptions>(
            (host, drain) => host.ShutdownTimeout = drain.Delay + RequestsTime + SiloTime);
        builder.Services.BoundRequestDrain(RequestsTime, TimeProvider.System);
        builder.Services.AddHostedService<DrainDelay>();
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<MembershipCheck>(services, TimeProvider.System));
        builder.Services.AddHealthChecks().AddCheck<MembershipCheck>(MembershipCheck.Name, tags: [HealthChecks.Ready]);
        builder.AddGrainCallRetry(settings.Cluster);
    }

    /// <summary>Retries the calls of this process that come from no grain.</summary>
    public static void AddGrainCallRetry(this WebApplicationBuilder builder, ClusterSettings cluster) =>
        // The real clock, as for all messaging of Orleans.
        builder.Services.AddSingleton<IOutgoingGrainCallFilter>(services => new GrainCallRetryFilter(
            cluster, TimeProvider.System, services.GetRequiredService<GatewayMeter>()));
}
