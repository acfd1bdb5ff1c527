using System.Net;
using Concert.Operations;
using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Concert.Hosting;

/// <summary>
/// <c>Concert.Silo health</c>: exits with 0 if this host's silo is ready, for container images that have no other tool. With
/// <c>Operations:Urls</c> it asks the silo's own health check; otherwise it calls a grain through the silo's port for gateways. (That
/// the port accepts connections proves nothing: Orleans opens it before the silo joins.)
/// </summary>
internal static class SiloHealth
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    public static async Task<int> CheckAsync(string[] args)
    {
        try
        {
            var builder = Host.CreateApplicationBuilder(args);
            var settings = builder.AddConcertSettings();
            var reason = SiloProcess.OperationsUrlsOf(builder) is { } urls
                ? await HealthRequest.SendAsync(ListenUrl.Parse(urls)[0])
                : await PingAsync(settings.Cluster);
            if (reason is null) return 0;
            await Console.Error.WriteLineAsync(reason);
        }
        catch (CannotStartException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
        }

        return 1;
    }

    private static async Task<string?> PingAsync(ClusterSettings cluster)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, cluster.GatewayPort))
            .UseClusterTls(cluster)
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId)));
        // Not disposed: a client that could not connect takes its time, and the process ends now.
        var host = builder.Build();
        try
        {
            using var limit = new CancellationTokenSource(RequestTimeout);
            await host.StartAsync(limit.Token).WaitAsync(limit.Token);
            await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IPingGrain>(0).Ping().WaitAsync(limit.Token);
            return null;
        }
        catch (Exception)
        {
            return $"No silo answers at port {cluster.GatewayPort} (Cluster:GatewayPort).";
        }
    }
}
