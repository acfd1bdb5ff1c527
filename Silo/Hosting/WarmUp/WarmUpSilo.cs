using System.Globalization;
using System.Security.Cryptography;
using Concert.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>The private silo of a warm-up, and what every private host has in common.</summary>
internal static class WarmUpSilo
{
    private const int Slots = 100_000;

    // Nothing of a private host is worth waiting for.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    /// <summary>All settings of the private hosts of one warm-up; those of the process itself are not among them.</summary>
    public static Dictionary<string, string?> SettingsIn(WarmUpDirectory directory) => new()
    {
        ["ConnectionStrings:Concert"] = $"Data Source={Path.Combine(directory.Path, "concert.db")}",
        ["Cluster:SiloPort"] = "0",
        ["Cluster:GatewayPort"] = "0",
        // Of its own, so that no process of the cluster could be taken for a member of this one.
        ["Cluster:ClusterId"] = $"warm-up-{RandomNumberGenerator.GetHexString(16)}",
        // All its users have one address, and none waits.
        ["Queue:AdmissionsPerAddressPerMinute"] = "0",
        ["Queue:Challenge"] = "off",
        ["Queue:MaxActive"] = Slots.ToString(CultureInfo.InvariantCulture),
    };

    /// <param name="settings">Of a silo, or also of a gateway: each ignores what is the other's.</param>
    public static HostApplicationBuilder Configure(Dictionary<string, string?> settings)
    {
        // Empty: without the environment variables, files and arguments of the process.
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddLogging();
        builder.AddConcertSilo();
        builder.Services.KeepPrivate();
        return builder;
    }

    /// <summary>A host without signals of its own, whose end is not waited for.</summary>
    public static void KeepPrivate(this IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.PostConfigure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
    }

    /// <summary>The port at which clients reach the silo.</summary>
    public static int GatewayPortOf(IHost silo) => silo.Services.GetRequiredService<ILocalSiloDetails>().GatewayAddress.Endpoint.Port;

    /// <summary>Starts the host, does the work, and ends the host, also after a fault.</summary>
    public static async Task UseAsync(IHost host, Func<Task> workAsync, CancellationToken cancellationToken)
    {
        try
        {
            // Not the clock as well: a gateway would compare it with a server.
            if (host.Services.GetService<StorageEngine>() is { } storage) await storage.PrepareAsync();
            await host.StartAsync(cancellationToken);
            await workAsync();
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
