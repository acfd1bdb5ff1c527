using Concert.Problems;
using Concert.Settings;
using Concert.Telemetry;

namespace Concert.Cluster;

/// <summary>
/// Retries grain calls that found no silo or database, with jittered exponential backoff, up to <c>Cluster:RetryTimeout</c>.
/// Every call of a gateway is safe to retry: a read changes nothing, and a command carries its identity (an idempotency key, a
/// user, a place, or the ids of what it creates), so that the second call does what the first did. A call that still fails
/// after the timeout becomes 503.
/// </summary>
internal sealed class GrainCallRetryFilter(ClusterSettings settings, TimeProvider time, GatewayMeter meter) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(500);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        // In a process with a silo. A call that a grain makes: the request that the grain works for is retried as a whole. A call of
        // Orleans itself: it asks elsewhere when a silo is away. Retried here, a lookup in the directory of a dead silo held all calls
        // of a grain up for 15 s.
        if (context.SourceContext is not null || context.TargetId.Type.IsSystemTarget())
        {
            await context.Invoke();
            return;
        }

        var startedAt = time.GetTimestamp();
        for (var delay = FirstDelay; ; delay = delay + delay < MaxDelay ? delay + delay : MaxDelay)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception fault) when (FaultKinds.IsUnavailable(fault) && time.GetElapsedTime(startedAt) + delay < settings.RetryTimeout)
            {
                meter.Retried();
            }

            // Jitter: callers that lost the same silo must not all retry at the same time.
#pragma warning disable RS0030 // It must differ between gateways, and no id is derived from it.
            await Task.Delay(delay * (0.5 + Random.Shared.NextDouble()), time);
#pragma warning restore RS0030
        }
    }
}
