using System.Data.Common;
using Concert.Queues;
using Concert.Seats;
using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Concert.Hosting;

/// <summary>Adds a silo to a host: to a silo process, or to a gateway that contains one.</summary>
public static class SiloHosting
{
    // Time to answer the calls under way, deactivate the grains and commit the last batch of the writer.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    // A seat or a wallet takes about 3.5 kB of memory, and its next activation shares a query with others. With Orleans' default of
    // 15 minutes, 1,000 buyers a second would leave 6 GB of idle grains (docs/performance.md § Growth). Seat maps and queues are
    // few, and an activation reads all their rows: those stay for 15 minutes.
    private static readonly TimeSpan CollectionAge = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CollectionQuantum = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LargeCollectionAge = TimeSpan.FromMinutes(15);

    /// <summary>Adds a complete silo: settings, cluster, storage, reminders. Run the host with <see cref="ConcertHost"/>.</summary>
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
        builder.AddClockCheck(settings, services => services.GetRequiredService<DbDataSource>(), InvariantFilter.MeterName);
        builder.UseOrleans(silo => silo
            .AddConcertCluster(settings)
            .UseClusterTls(settings.Cluster)
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
