using Concert.Problems;
using Concert.Settings;
using Concert.Telemetry;

namespace Concert.Cluster;

/// <summary>
/// Sends a call again that failed for want of a silo or a database, for as long as a caller may be kept waiting. Every call
/// of a gateway bears it: a read changes nothing, and a command carries who it is (an idempotency key, a user, a place, the
/// ids of what it makes), so that the second does what the first did. What then still fails is 503.
/// </summary>
internal sealed class GrainCallRetryFilter(ClusterSettings settings, TimeProvider time, GatewayMeter meter) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var startedAt = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception fault) when (Faults.MeanUnavailable(fault) && time.GetElapsedTime(startedAt) + pause < settings.Patience)
            {
                meter.SentAgain();
            }

            // Apart, so that all who lost the same silo do not come back as one.
#pragma warning disable RS0030 // Jitter: it must differ between gateways, and no id is derived from it.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time);
#pragma warning restore RS0030
        }
    }
}
