using System.Diagnostics.CodeAnalysis;
using BitFaster.Caching.Lru;
using Concert.Catalog;
using Concert.Http;

namespace Concert.Concerts;

/// <summary>Caches concerts and layouts without an expiry, because they never change once created.</summary>
internal sealed class GatewayCatalogCache(IGrainFactory grains)
{
    private const int Capacity = 1024;

    private readonly FastConcurrentLru<ConcertId, ConcertView> _concerts = new(Capacity);
    private readonly FastConcurrentLru<PerformanceId, PerformanceLayout> _layouts = new(Capacity);

    /// <summary>The concert, if this gateway has read it before.</summary>
    public bool TryGet(ConcertId concertId, [NotNullWhen(true)] out ConcertView? concert) => _concerts.TryGet(concertId, out concert);

    public async ValueTask<Outcome<ConcertView>> FindAsync(ConcertId concertId)
    {
        if (!PathId.IsUsable(concertId)) return new Refusal.ConcertNotFound();
        if (_concerts.TryGet(concertId, out var cached)) return cached;
        var found = await Catalog.Find(concertId);
        if (found.IsGranted) _concerts.AddOrUpdate(concertId, found.Value);
        return found;
    }

    public async ValueTask<Outcome<PerformanceLayout>> LayoutAsync(PerformanceId performanceId)
    {
        if (!PathId.IsUsable(performanceId)) return new Refusal.PerformanceNotFound();
        if (_layouts.TryGet(performanceId, out var cached)) return cached;
        var found = await Catalog.Layout(performanceId);
        if (found.IsGranted) _layouts.AddOrUpdate(performanceId, found.Value);
        return found;
    }

    private ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>(0);
}
