using Concert.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concert.Hosting;

/// <summary>Whether the writer of this silo commits what the grains hand to it.</summary>
internal sealed class WriterCheck(WriterMeter meter) : IHealthCheck
{
    /// <summary>A commit takes milliseconds. A writer that has committed nothing for this long waits for a lock or a disk.</summary>
    public static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(10);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["lastCommitAgeSeconds"] = meter.LastCommitAge.TotalSeconds,
            ["changesWaiting"] = meter.WaitingCount,
            ["batchesFailed"] = meter.FailedCount,
            ["stalledSeconds"] = meter.Stalled.TotalSeconds,
        };
        return Task.FromResult(WhatIsWrong() is { } wrong
            ? HealthCheckResult.Unhealthy(wrong, data: data)
            : HealthCheckResult.Healthy("The writer commits what it gets.", data));
    }

    private string? WhatIsWrong()
    {
        if (meter.Stalled > MaxStall) return $"Changes wait, and nothing was committed for {meter.Stalled.TotalSeconds:0} s.";
        return meter.IsLastFailed ? "The last batch failed." : null;
    }
}
