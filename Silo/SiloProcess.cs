using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

/// <summary>A silo as a process of its own, which tells whoever started it where it is.</summary>
internal static class SiloProcess
{
    public static IHost Build(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddQuietLogging();
        builder.AddConcertSilo();
        builder.Services.AddHostedService<StartupBanner>();
        return builder.Build();
    }
}

internal sealed partial class StartupBanner(
    ILocalSiloDetails silo, DatabaseOptions database, IHostApplicationLifetime lifetime, ILogger<StartupBanner> logger) : IHostedService
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

    [LoggerMessage(2, LogLevel.Information, "Draining: handing grains over.")]
    private partial void LogDraining();
}
