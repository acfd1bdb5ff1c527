using Concert.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>Whether the silo of this process has joined, runs grains, and does not drain.</summary>
internal sealed class SiloCheck(IHostApplicationLifetime lifetime, IGrainFactory grains) : IHealthCheck
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return HealthCheckResult.Unhealthy("The silo is draining.");
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return HealthCheckResult.Unhealthy("The silo is starting.");
        try
        {
            await grains.GetGrain<IPingGrain>(0).Ping().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy("The silo runs grains.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"The silo runs no grains: {fault.Message}");
        }
    }
}
