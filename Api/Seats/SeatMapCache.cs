using BitFaster.Caching.Lru;
using Concert.Caching;
using Concert.Concerts;
using Concert.Http;

namespace Concert.Seats;

/// <summary>
/// Caches the seat map of each performance with recent readers. Nothing is pushed to this gateway: for any number of readers and
/// watchers, it polls the grain of the performance at most once in 100 ms, and only for the changes since its last version.
/// </summary>
internal sealed class SeatMapCache(
    IGrainFactory grains, GatewayCatalogCache catalog, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int Capacity = 64;

    private const long NoVersion = -1;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(100), StaleFor: TimeSpan.FromSeconds(5), Timeout: TimeSpan.FromSeconds(3));

    private readonly FastConcurrentLru<PerformanceId, CoalescingCache<SeatMapSnapshot>> _maps = new(Capacity);

    /// <summary>The performance's seats. Refusals: <c>performance_not_found</c>.</summary>
    public async ValueTask<Outcome<CoalescingCache<SeatMapSnapshot>>> FindAsync(PerformanceId performanceId)
    {
        if (_maps.TryGet(performanceId, out var cached)) return cached;
        var layout = await catalog.LayoutAsync(performanceId);
        if (!layout.IsGranted) return layout.Refusal;
        var text = new SeatMapText(layout.Value, WireFormat.Encoder);
        return _maps.GetOrAdd(performanceId, id => new(Policy, time, previous => FetchAsync(id, text, previous)));
    }

    private async Task<SeatMapSnapshot> FetchAsync(PerformanceId performanceId, SeatMapText text, SeatMapSnapshot? previous)
    {
        var view = await grains.Grain<ISeatMapGrain>(performanceId.Value).Read(previous?.Version ?? NoVersion);
        if (!view.IsGranted) throw new UnavailableException($"The map of {performanceId} is refused: {view.Refusal.Code}.");
        return previous is null ? SeatMapSnapshot.First(text, view.Value) : previous.Next(view.Value);
    }
}
