using OpenTelemetry.Metrics;

namespace Concert.Telemetry;

/// <summary>What is measured, in Prometheus' words.</summary>
internal static class TelemetryHosting
{
    public static WebApplicationBuilder AddConcertTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GatewayMeter>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(
                GatewayMeter.Name,
                "Microsoft.Orleans",
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.RateLimiting",
                "System.Runtime")
            .AddPrometheusExporter());
        return builder;
    }
}
