using Concert.Caching;
using Concert.Http;
using Concert.Seats;

namespace Concert.Concerts;

/// <summary>
/// Caches the number of free seats of each date: at most one grain call in an interval, for any number of readers.
/// </summary>
internal sealed class SeatCountsCache(IGrainFactory grains, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int Capacity = 4_096;

    // A list of 100 concerts, each of up to 500 dates.
    private const int CalmCapacity = 65_536;

    // Of the calls about the dates of a list, which are many at once.
    private const int MaxCalmCalls = 64;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(100), StaleFor: TimeSpan.FromSeconds(5), Timeout: TimeSpan.FromSeconds(3));

    private static readonly RefreshPolicy CalmPolicy =
        new(TimeSpan.FromSeconds(3), StaleFor: TimeSpan.FromSeconds(15), Timeout: TimeSpan.FromSeconds(15));

    private readonly KeyedCoalescingCache<PerformanceId, SeatCounts> _counts =
        new(Capacity, Policy, time, performanceId => FetchAsync(grains, performanceId));

    private readonly KeyedCoalescingCache<PerformanceId, SeatCounts> _calm = Calm(grains, time);

    /// <summary>The seats of one date, or of few: at most 100 ms old.</summary>
    /// <param name="performanceId">A performance that exists.</param>
    /// <param name="cancellationToken">Cancels the wait, not the grain call.</param>
    public ValueTask<SeatCounts> CountAsync(PerformanceId performanceId, CancellationToken cancellationToken) =>
        _counts.GetAsync(performanceId, cancellationToken);

    /// <summary>
    /// The seats of one of many dates: at most 3 s old, so that the readers of a musical with 300 dates cost each gateway 100 grain
    /// calls a second, and not 3,000.
    /// </summary>
    /// <param name="performanceId">A performance that exists.</param>
    /// <param name="cancellationToken">Cancels the wait, not the grain call.</param>
    public ValueTask<SeatCounts> CountCalmlyAsync(PerformanceId performanceId, CancellationToken cancellationToken) =>
        _calm.GetAsync(performanceId, cancellationToken);

    private static KeyedCoalescingCache<PerformanceId, SeatCounts> Calm(IGrainFactory grains, TimeProvider time)
    {
        var permits = new SemaphoreSlim(MaxCalmCalls);
        return new(CalmCapacity, CalmPolicy, time, async performanceId =>
        {
            await permits.WaitAsync();
            try
            {
                return await FetchAsync(grains, performanceId);
            }
            finally
            {
                permits.Release();
            }
        });
    }

    private static async Task<SeatCounts> FetchAsync(IGrainFactory grains, PerformanceId performanceId)
    {
        var count = await grains.Grain<ISeatMapGrain>(performanceId.Value).Count();
        return count.IsGranted
            ? count.Value
            : throw new UnavailableException($"The seats of {performanceId} are refused: {count.Refusal.Code}.");
    }
}
