using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>A silo in a host: the process of its own, and the gateway that has one inside.</summary>
public static class SiloHosting
{
    // What is under way is finished and answered, grains are put to rest, and the writer commits its last batch.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds a whole silo: settings, cluster, storage, reminders. Run the host with <see cref="ConcertHost"/>.</summary>
    /// <exception cref="CannotStartException">A setting is wrong; the message names it.</exception>
    public static TBuilder AddConcertSilo<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddConcertSilo(builder.AddConcertSettings());
        return builder;
    }

    internal static void AddConcertSilo(this IHostApplicationBuilder builder, ConcertSettings settings)
    {
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.UseOrleans(silo => silo
            .AddConcertCluster(settings)
            .AddConcertStorage(settings.Database, settings.ConnectionString)
            .AddSeatMapWatch());
    }
}
