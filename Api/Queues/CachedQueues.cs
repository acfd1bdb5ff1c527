using BitFaster.Caching.Lru;
using Concert.Concerts;
using Concert.Http;

namespace Concert.Queues;

/// <summary>The <see cref="CachedQueue"/> of each concert with recent callers.</summary>
internal sealed class CachedQueues(
    IGrainFactory grains, GatewayCatalogCache catalog, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private const int Capacity = 1024;

    private readonly FastConcurrentLru<ConcertId, CachedQueue> _queues = new(Capacity);

    /// <summary>The concert's queue. Refusals: <c>concert_not_found</c>.</summary>
    public async ValueTask<Outcome<CachedQueue>> FindAsync(ConcertId concertId)
    {
        if (_queues.TryGet(concertId, out var cached)) return cached;
        var concert = await catalog.FindAsync(concertId);
        if (!concert.IsGranted) return concert.Refusal;
        return _queues.GetOrAdd(concertId, id => new(id, grains, time));
    }
}
