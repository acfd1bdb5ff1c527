using Concert.Caching;
using Concert.Catalog;
using Concert.Concerts;
using Concert.Http;

namespace Concert.Seats;

/// <summary>
/// The seats of the performances that someone reads, each as the bytes of one version. However many read or watch, a
/// performance's grain is asked at most every 100 ms, and only for what changed.
/// </summary>
internal sealed class SeatMapCache(
    IGrainFactory grains, GatewayCatalogCache catalog, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int Capacity = 64;

    private const long NoVersion = -1;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(100), StaleFor: TimeSpan.FromSeconds(5), Timeout: TimeSpan.FromSeconds(3));

    private readonly BoundedCache<PerformanceId, CoalescingCache<SeatMapSnapshot>> _maps = new(Capacity);

    /// <summary>The performance's seats. Refusals: <c>performance_not_found</c>.</summary>
    public async ValueTask<Outcome<CoalescingCache<SeatMapSnapshot>>> FindAsync(PerformanceId performanceId)
    {
        if (_maps.TryGet(performanceId, out var known)) return known;
        var layout = await catalog.LayoutAsync(performanceId);
        if (!layout.IsGranted) return layout.Refusal;
        var text = new SeatMapText(layout.Value, ConcertJson.Encoder);
        return _maps.Add(performanceId, new(Policy, time, previous => FetchAsync(layout.Value, text, previous)));
    }

    private async Task<SeatMapSnapshot> FetchAsync(PerformanceLayout layout, SeatMapText text, SeatMapSnapshot? previous)
    {
        var read = await grains.Grain<ISeatMapGrain>(layout.PerformanceId.Value).Read(previous?.Version ?? NoVersion);
        if (!read.IsGranted) throw new UnavailableException($"The map of {layout.PerformanceId} is refused: {read.Refusal.Code}.");
        var view = read.Value;
        if (previous is not null && view.Version == previous.Version) return previous;
        var statuses = StatusesOf(view, previous, layout);
        var changes = previous is null ? [] : SeatMapText.Differences(previous.Statuses, statuses);
        return new(text, view.Version, statuses, previous?.Version ?? NoVersion, changes);
    }

    private static SeatStatus[] StatusesOf(SeatMapView view, SeatMapSnapshot? previous, PerformanceLayout layout)
    {
        if (view.IsSnapshot && view.Statuses.Length == layout.SeatCount) return [.. view.Statuses];
        if (view.IsSnapshot || previous is null)
            throw new UnavailableException($"The map of {layout.PerformanceId} tells {view.Statuses.Length} of {layout.SeatCount} seats.");
        SeatStatus[] statuses = [.. previous.Statuses];
        for (var i = 0; i < view.Indexes.Length; i++) statuses[view.Indexes[i]] = view.Statuses[i];
        return statuses;
    }
}
