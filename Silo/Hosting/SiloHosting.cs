using Concert.Queues;
using Concert.Seats;
using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Concert.Hosting;

/// <summary>A silo in a host: the process of its own, and the gateway that has one inside.</summary>
public static class SiloHosting
{
    // What is under way is finished and answered, grains are put to rest, and the writer commits its last batch.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    // A seat or a wallet is some 3.5 kB in memory, and comes back in a shared read: kept for Orleans' 15 minutes, an evening of
    // 1,000 buyers a second would hold 6 GB of those who are done (docs/performance.md § Growth). A map or a line is one of few,
    // and reads all its rows to come back: those stay for a quarter of an hour.
    private static readonly TimeSpan CollectionAge = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CollectionQuantum = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LargeCollectionAge = TimeSpan.FromMinutes(15);

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
            .Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionAge = CollectionAge;
                options.CollectionQuantum = CollectionQuantum;
                foreach (var large in new[] { typeof(SeatMapGrain), typeof(QueueGrain) })
                    options.ClassSpecificCollectionAge[large.FullName!] = LargeCollectionAge;
            })
            .AddConcertStorage(settings.Database, settings.ConnectionString)
            .AddSeatMapWatch()
            .AddInvariantFilter());
    }
}
