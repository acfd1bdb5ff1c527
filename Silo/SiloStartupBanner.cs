using Concert.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

/// <summary>Logs the address and the cluster of the silo when it has joined.</summary>
internal sealed partial class SiloStartupBanner(
    ILocalSiloDetails silo, DatabaseOptions database, IHostApplicationLifetime lifetime, ILogger<SiloStartupBanner> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => LogJoined(silo.SiloAddress, silo.ClusterId, database.Provider));
        lifetime.ApplicationStopping.Register(LogDraining);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Silo {Address} has joined the cluster '{Cluster}' on {Provider}.")]
    private partial void LogJoined(SiloAddress address, string cluster, string provider);

    [LoggerMessage(2, LogLevel.Information, "Draining: the silo hands its grains over to other silos.")]
    private partial void LogDraining();
}
