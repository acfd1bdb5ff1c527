using Concert.Caching;
using Concert.Http;
using Concert.Seats;

namespace Concert.Concerts;

/// <summary>Caches the number of free seats of each date: at most one grain call in 100 ms, for any number of readers.</summary>
internal sealed class SeatCountsCache(IGrainFactory grains, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int Capacity = 4096;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(100), StaleFor: TimeSpan.FromSeconds(5), Timeout: TimeSpan.FromSeconds(3));

    private readonly KeyedCoalescingCache<PerformanceId, SeatCounts> _counts =
        new(Capacity, Policy, time, performanceId => FetchAsync(grains, performanceId));

    /// <param name="performanceId">A performance that exists.</param>
    /// <param name="cancellationToken">Cancels the wait, not the grain call.</param>
    public ValueTask<SeatCounts> CountAsync(PerformanceId performanceId, CancellationToken cancellationToken) =>
        _counts.GetAsync(performanceId, cancellationToken);

    private static async Task<SeatCounts> FetchAsync(IGrainFactory grains, PerformanceId performanceId)
    {
        var count = await grains.Grain<ISeatMapGrain>(performanceId.Value).Count();
        return count.IsGranted
            ? count.Value
            : throw new UnavailableException($"The seats of {performanceId} are refused: {count.Refusal.Code}.");
    }
}
