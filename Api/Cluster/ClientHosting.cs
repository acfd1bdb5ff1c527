using Concert.Settings;
using Concert.Storage;
using Npgsql;
using Orleans.Configuration;

namespace Concert.Cluster;

/// <summary>A gateway in front of a cluster of silos; the cluster's membership is all that it reads of the database.</summary>
internal static class ClientHosting
{
    private const string Invariant = "Npgsql";

    private const int MembershipConnections = 2;

    // A call that a silo took with it when it froze or died is sent again after this time: nobody tells its gateway that it
    // is lost. Added to the 6 s until a frozen silo is out, it is the longest that anyone waits.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(3);

    // How soon a gateway hears of a new silo, and forgets one that left.
    private static readonly TimeSpan GatewayListRefresh = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ConnectPause = TimeSpan.FromSeconds(1);

    public static void AddConcertClient(this WebApplicationBuilder builder, ConcertSettings settings)
    {
        // It tells at length, at each try, that no silo is there yet; Readiness says so to whoever asks.
        builder.Logging.AddFilter("Orleans.Messaging.GatewayManager", LogLevel.Critical);
        // Health is answered while the client still looks for a silo.
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = true);
        builder.Services.AddSingleton(MembershipDatabase(settings.ConnectionString));
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
            .UseConnectionRetryFilter(WaitForSiloAsync));
        // By the wall clock, as all that Orleans does about messages.
        builder.Services.AddSingleton<IOutgoingGrainCallFilter>(services =>
            ActivatorUtilities.CreateInstance<GrainCallRetryFilter>(services, settings.Cluster, TimeProvider.System));
    }

    private static async Task<bool> WaitForSiloAsync(Exception fault, CancellationToken stopping)
    {
        await Task.Delay(ConnectPause, TimeProvider.System, stopping);
        return true;
    }

    private static NpgsqlDataSource MembershipDatabase(string connectionString)
    {
        var settings = PostgresSettings.Parse(connectionString);
        settings.MaxPoolSize = MembershipConnections;
        return NpgsqlDataSource.Create(settings);
    }
}
