using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Concert.Hosting;

/// <summary>The metrics that a silo exports at <c>/metrics</c>, in the Prometheus format.</summary>
internal static class SiloTelemetry
{
    /// <summary>Those of a silo, which a gateway with a silo in its process exports as well.</summary>
    public static string[] Meters { get; } = [InvariantFilter.MeterName, HealthMeter.Name, "Microsoft.Orleans", "Npgsql", "System.Runtime"];

    public static void AddSiloTelemetry(this IServiceCollection services) =>
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());
}
