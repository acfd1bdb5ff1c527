using System.Collections.Concurrent;

namespace Concert.Catalog;

/// <summary>What a silo has read of the catalogue. Concerts and layouts never change once made, so none grows stale.</summary>
internal sealed class CatalogCache
{
    private const int MaxConcerts = 10_000;

    private readonly ConcurrentDictionary<ConcertId, ConcertView> _concerts = [];
    private readonly ConcurrentDictionary<PerformanceId, PerformanceLayout> _layouts = [];

    public ConcertView? Find(ConcertId id) => _concerts.GetValueOrDefault(id);

    public PerformanceLayout? Find(PerformanceId id) => _layouts.GetValueOrDefault(id);

    public void Keep(ConcertView concert)
    {
        // Starting over is simpler than a use count, and so many concerts on sale at once are not to be expected.
        if (_concerts.Count >= MaxConcerts)
        {
            _concerts.Clear();
            _layouts.Clear();
        }

        _concerts[concert.ConcertId] = concert;
        foreach (var layout in concert.Performances) _layouts[layout.PerformanceId] = layout;
    }
}
