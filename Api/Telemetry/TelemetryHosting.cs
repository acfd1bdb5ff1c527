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
                // Of the grains, in embedded mode: broken invariants.
                "Concert.Silo",
                "Microsoft.Orleans",
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.RateLimiting",
                "System.Runtime")
            .AddPrometheusExporter());
        return builder;
    }
}
