using System.Collections.Concurrent;
using Concert.Caching;
using Concert.Catalog;
using Concert.Concerts;
using Concert.Http;

namespace Concert.Seats;

/// <summary>
/// Caches the seat map of each performance with recent readers. Nothing is pushed to this gateway: for any number of readers and
/// watchers, it polls the grain of the performance at most once in 100 ms, and only for the changes since its last version.
/// </summary>
internal sealed class SeatMapCache(
    IGrainFactory grains,
    GatewayCatalogCache catalog,
    SeatMapOptions options,
    [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const long NoVersion = -1;

    // A map with all its texts has 91 to 95 bytes for each seat (measured with 1,000 to 100,000 seats), and some KB beside them.
    private const int BytesPerSeat = 128;
    private const int BytesPerMap = 16 * 1024;

    private static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(100), StaleFor: TimeSpan.FromSeconds(5), Timeout: TimeSpan.FromSeconds(3));

    private readonly ConcurrentDictionary<PerformanceId, CachedMap> _maps = new();
    private readonly Lock _adding = new();
    private long _bytes;

    /// <summary>The performance's seats. Refusals: <c>performance_not_found</c>.</summary>
    /// <exception cref="UnavailableException">The maps that are being watched leave no room for another one.</exception>
    public async ValueTask<Outcome<CoalescingCache<SeatMapSnapshot>>> FindAsync(PerformanceId performanceId)
    {
        if (!_maps.TryGetValue(performanceId, out var cached))
        {
            var layout = await catalog.LayoutAsync(performanceId);
            if (!layout.IsGranted) return layout.Refusal;
            cached = Add(layout.Value);
        }

        cached.ReadAt = time.GetTimestamp();
        return cached.Seats;
    }

    private CachedMap Add(PerformanceLayout layout)
    {
        lock (_adding)
        {
            if (_maps.TryGetValue(layout.PerformanceId, out var cached)) return cached;
            var text = new SeatMapText(layout, WireFormat.Encoder);
            var added = new CachedMap(
                new(Policy, time, previous => FetchAsync(layout.PerformanceId, text, previous)),
                BytesPerMap + ((long)BytesPerSeat * layout.SeatCount))
            {
                ReadAt = time.GetTimestamp(),
            };
            if (!MakeRoom(added.Bytes))
                throw new UnavailableException("The seat maps that are being watched take all of SeatMaps:CacheBytes.");
            _bytes += added.Bytes;
            _maps[layout.PerformanceId] = added;
            return added;
        }
    }

    // Evicts the least recently read map first, and none that is watched: its watchers would make it again. Clients choose which maps
    // they read, so nothing else protects a map: one address could fill the memory with all of the catalog.
    private bool MakeRoom(long bytes)
    {
        if (_bytes + bytes <= options.CacheBytes) return true;
        foreach (var (performanceId, map) in _maps.Where(map => !map.Value.Seats.IsWatched).OrderBy(map => map.Value.ReadAt).ToList())
        {
            _maps.TryRemove(performanceId, out _);
            _bytes -= map.Bytes;
            if (_bytes + bytes <= options.CacheBytes) return true;
        }

        // A single map may be larger than the limit.
        return _maps.IsEmpty;
    }

    private async Task<SeatMapSnapshot> FetchAsync(PerformanceId performanceId, SeatMapText text, SeatMapSnapshot? previous)
    {
        var view = await grains.Grain<ISeatMapGrain>(performanceId.Value).Read(previous?.Version ?? NoVersion);
        if (!view.IsGranted) throw new UnavailableException($"The map of {performanceId} is refused: {view.Refusal.Code}.");
        return previous is null ? SeatMapSnapshot.First(text, view.Value) : previous.Next(view.Value);
    }

    private sealed class CachedMap(CoalescingCache<SeatMapSnapshot> seats, long bytes)
    {
        private long _readAt;

        public CoalescingCache<SeatMapSnapshot> Seats => seats;

        public long Bytes => bytes;

        public long ReadAt
        {
            get => Volatile.Read(ref _readAt);
            set => Volatile.Write(ref _readAt, value);
        }
    }
}
