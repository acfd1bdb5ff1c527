using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concert.Hosting;

/// <summary>Exports the last result of each health check as a metric, for alerts.</summary>
internal sealed class HealthMeter : IHealthCheckPublisher
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Concert.Health";

    private readonly ConcurrentDictionary<string, int> _passed = [];

    public HealthMeter(IMeterFactory meters) => meters.Create(Name).CreateObservableGauge(
        "health_check_passed",
        () => _passed.Select(check => new Measurement<int>(check.Value, new KeyValuePair<string, object?>("check", check.Key))),
        description: "1 if the health check passed when it last ran, 0 if it failed.");

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries) _passed[name] = entry.Status == HealthStatus.Unhealthy ? 0 : 1;
        return Task.CompletedTask;
    }
}
