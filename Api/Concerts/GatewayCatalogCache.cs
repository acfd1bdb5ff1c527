using Concert.Caching;
using Concert.Catalog;
using Concert.Http;

namespace Concert.Concerts;

/// <summary>Concerts and layouts, which never change once made: kept for good, as many as fit.</summary>
internal sealed class GatewayCatalogCache(IGrainFactory grains)
{
    private const int Capacity = 1024;

    private readonly BoundedCache<ConcertId, ConcertView> _concerts = new(Capacity);
    private readonly BoundedCache<PerformanceId, PerformanceLayout> _layouts = new(Capacity);

    public async ValueTask<Outcome<ConcertView>> FindAsync(ConcertId concertId)
    {
        if (!PathId.IsUsable(concertId)) return new Refusal.ConcertNotFound();
        if (_concerts.TryGet(concertId, out var known)) return known;
        var found = await Catalog.Find(concertId);
        return found.IsGranted ? _concerts.Add(concertId, found.Value) : found;
    }

    public async ValueTask<Outcome<PerformanceLayout>> LayoutAsync(PerformanceId performanceId)
    {
        if (!PathId.IsUsable(performanceId)) return new Refusal.PerformanceNotFound();
        if (_layouts.TryGet(performanceId, out var known)) return known;
        var found = await Catalog.Layout(performanceId);
        return found.IsGranted ? _layouts.Add(performanceId, found.Value) : found;
    }

    private ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>(0);
}
