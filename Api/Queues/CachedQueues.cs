using Concert.Caching;
using Concert.Concerts;
using Concert.Http;

namespace Concert.Queues;

/// <summary>The lines of the concerts that someone waits for.</summary>
internal sealed class CachedQueues(
    IGrainFactory grains, GatewayCatalogCache catalog, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int Capacity = 1024;

    private readonly BoundedCache<ConcertId, CachedQueue> _lines = new(Capacity);

    /// <summary>The concert's line. Refusals: <c>concert_not_found</c>.</summary>
    public async ValueTask<Outcome<CachedQueue>> FindAsync(ConcertId concertId)
    {
        if (_lines.TryGet(concertId, out var known)) return known;
        var concert = await catalog.FindAsync(concertId);
        if (!concert.IsGranted) return concert.Refusal;
        return _lines.Add(concertId, new(concertId, grains, time));
    }
}
