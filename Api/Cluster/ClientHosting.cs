using Concert.Hosting;
using Concert.Settings;
using Concert.Telemetry;
using Npgsql;
using Orleans.Configuration;

namespace Concert.Cluster;

/// <summary>Hosts the Orleans client of a gateway of a cluster. Of the database it reads only the membership table and the clock.</summary>
internal static class ClientHosting
{
    private const string Invariant = "Npgsql";

    private const int MembershipConnections = 2;

    // A call that was in progress on a silo that froze or died is lost without a response, so it is retried after this time.
    // The longest wait of a caller is this time plus the 6 s until membership declares a frozen silo dead.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(3);

    // How soon a gateway finds a new silo and drops one that left.
    private static readonly TimeSpan GatewayListRefresh = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ConnectDelay = TimeSpan.FromSeconds(1);

    public static void AddConcertClient(this WebApplicationBuilder builder, ConcertSettings settings)
    {
        // At each attempt it logs at length that no silo was found; Readiness reports this already.
        builder.Logging.AddFilter("Orleans.Messaging.GatewayManager", LogLevel.Critical);
        // The health endpoints must respond while the client is still looking for a silo.
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = true);
        builder.Services.AddSingleton(MembershipDatabase(settings.ConnectionString));
        builder.AddClockCheck(settings, services => services.GetRequiredService<NpgsqlDataSource>(), GatewayMeter.Name);
        builder.Services.AddHostedService<DrainDelay>();
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options =>
                (options.ClusterId, options.ServiceId) = (settings.Cluster.ClusterId, settings.Cluster.ServiceId))
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout)
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = GatewayListRefresh)
            .UseAdoNetClustering(options => options.Configure<IServiceProvider>((clustering, services) =>
            {
                clustering.Invariant = Invariant;
                clustering.DataSource = services.GetRequiredService<NpgsqlDataSource>();
            }))
            .UseClusterTls(settings.Cluster)
            .UseConnectionRetryFilter(WaitForSiloAsync));
        builder.AddGrainCallRetry(settings.Cluster);
    }

    private static async Task<bool> WaitForSiloAsync(Exception fault, CancellationToken stopping)
    {
        await Task.Delay(ConnectDelay, TimeProvider.System, stopping);
        return true;
    }

    private static NpgsqlDataSource MembershipDatabase(string connectionString)
    {
        var settings = PostgresSettings.Parse(connectionString);
        settings.MaxPoolSize = MembershipConnections;
        return NpgsqlDataSource.Create(settings);
    }
}
