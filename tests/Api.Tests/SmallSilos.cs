using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Orleans.Configuration;

namespace Concert;

/// <summary>
/// Keeps what a silo of the tests holds small. The static meter of Orleans holds on to every silo that ran in the process, also after it
/// has stopped: a run of the tests starts hundreds, and with the defaults each leaves 44 MB behind.
/// A host of the tests exports its own metrics, and not those of the others.
/// </summary>
internal static class SmallSilos
{
    private const int CachedGrains = 1_000;
    private const int SeriesPerMetric = 50;

    public static void KeepSmall(this IServiceCollection services) => services
        .Configure<GrainDirectoryOptions>(options => options.CacheSize = CachedGrains)
        .ConfigureOpenTelemetryMeterProvider((host, metrics) =>
        {
            var own = host.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Name == "Microsoft.Orleans" || IsOfAnotherHost(instrument.Meter, own)
                ? MetricStreamConfiguration.Drop
                : new MetricStreamConfiguration { CardinalityLimit = SeriesPerMetric });
        });

    // A host exports the meters of its process by their names. The meters that a host creates have its factory as their scope; those of
    // the runtime and of the driver have none.
    private static bool IsOfAnotherHost(Meter meter, IMeterFactory own) => meter.Scope is not null && meter.Scope != own;
}
