using System.Collections.Concurrent;

namespace Concert.Catalog;

/// <summary>A silo's cache of the catalog. Concerts and layouts never change, so a cached value stays correct.</summary>
internal sealed class SiloCatalogCache
{
    // A layout is a few hundred bytes. A full cache is cleared and filled again from the database.
    private const int MaxCount = 20_000;

    private readonly ConcurrentDictionary<ConcertId, ConcertView> _concerts = new();
    private readonly ConcurrentDictionary<PerformanceId, PerformanceLayout> _layouts = new();

    public ConcertView? Find(ConcertId concert) => _concerts.GetValueOrDefault(concert);

    public PerformanceLayout? Find(PerformanceId performance) => _layouts.GetValueOrDefault(performance);

    public void Add(ConcertView concert)
    {
        if (_concerts.Count >= MaxCount) _concerts.Clear();
        _concerts[concert.ConcertId] = concert;
        foreach (var layout in concert.Performances)
        {
            if (_layouts.Count >= MaxCount) _layouts.Clear();
            _layouts[layout.PerformanceId] = layout;
        }
    }
}
