using BitFaster.Caching.Lru;

namespace Concert.Limits;

/// <summary>
/// One limit, with a bucket for each client that it applies to: so many permits in each period, in a burst or evenly.
/// </summary>
/// <remarks>
/// Not <c>PartitionedRateLimiter.Create</c>: its dictionary has no bound (a bucket leaves it after it was full for 10 seconds), it
/// visits every bucket ten times a second, and no test can replace its clock. Here the least recently used bucket is evicted. A
/// client whose bucket is evicted has a full one again. Only a client with more addresses than there are buckets can cause that,
/// and such a client has as many full buckets anyway.
/// </remarks>
internal sealed class PermitBuckets<TKey>(int permits, TimeSpan period, TimeProvider time)
    where TKey : notnull
{
    // A bucket of a limit per second is full again after a second: this is more clients than one gateway serves in that time.
    public const int Capacity = 50_000;

    private readonly FastConcurrentLru<TKey, PermitBucket> _buckets = new(Capacity);
    private readonly long _size = (long)(period.TotalSeconds * time.TimestampFrequency);

    public int Count => _buckets.Count;

    /// <summary>The claim of a client to permits; it takes none yet.</summary>
    public PermitClaim Claim(TKey client, int count) =>
        new(_buckets.GetOrAdd(client, static (_, size) => new PermitBucket(size), _size), CostOf(count), CostOf(count) - CostOf(1), time);

    // Never more than the bucket can hold: under a low limit a request that costs much would otherwise be refused forever.
    private long CostOf(int count) => Math.Min(count, permits) * _size / permits;
}
