using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Orleans.Configuration;

namespace Concert;

/// <summary>
/// Keeps what a silo of the tests holds small. The static meter of Orleans holds on to every silo that ran in the process, also after it
/// has stopped: a run of the tests starts hundreds, and with the defaults each leaves 44 MB behind.
/// </summary>
internal static class SmallSilos
{
    private const int CachedGrains = 1_000;
    private const int SeriesPerMetric = 50;

    public static void KeepSmall(this IServiceCollection services) => services
        .Configure<GrainDirectoryOptions>(options => options.CacheSize = CachedGrains)
        .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddView(instrument => instrument.Meter.Name == "Microsoft.Orleans"
            ? MetricStreamConfiguration.Drop
            : new MetricStreamConfiguration { CardinalityLimit = SeriesPerMetric }));
}
