using Concert.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

/// <summary>Logs the address and the cluster of the silo when it has joined.</summary>
internal sealed partial class SiloStartupBanner(
    ILocalSiloDetails silo, ConcertSettings settings, IHostApplicationLifetime lifetime, ILogger<SiloStartupBanner> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(LogStart);
        lifetime.ApplicationStopping.Register(LogDraining);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void LogStart()
    {
        LogJoined(silo.SiloAddress, silo.ClusterId, settings.Database.Provider);
        if (settings.Operations.Urls is { } urls) LogOperations(urls);
    }

    [LoggerMessage(1, LogLevel.Information, "Silo {Address} has joined the cluster '{Cluster}' on {Provider}.")]
    private partial void LogJoined(SiloAddress address, string cluster, string provider);

    [LoggerMessage(3, LogLevel.Information, "The listener at {Urls} is for operators: metrics and health.")]
    private partial void LogOperations(string urls);

    [LoggerMessage(2, LogLevel.Information, "Draining: the silo hands its grains over to other silos.")]
    private partial void LogDraining();
}
