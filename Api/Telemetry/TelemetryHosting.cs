using Concert.Hosting;
using OpenTelemetry.Metrics;

namespace Concert.Telemetry;

/// <summary>The metrics that <c>/metrics</c> exports in the Prometheus format.</summary>
internal static class TelemetryHosting
{
    public static WebApplicationBuilder AddConcertTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GatewayMeter>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(
                GatewayMeter.Name,
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.RateLimiting")
            // In embedded mode there is a silo in this process; in client mode these include the runtime and the driver.
            .AddMeter(SiloTelemetry.Meters)
            .AddPrometheusExporter());
        return builder;
    }
}
