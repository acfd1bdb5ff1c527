namespace Concert.Limits;

/// <summary>
/// What one client may still do: a bucket of permits that refills evenly (the generic cell rate algorithm). Its only state is the
/// time at which it will be full again, so it needs no timer, knows exactly how long a client must wait, and is small. Thread-safe.
/// All durations are in timestamps of the clock.
/// </summary>
/// <param name="size">The time in which the empty bucket refills.</param>
internal sealed class PermitBucket(long size)
{
    private long _fullAt = long.MinValue;

    /// <summary>Takes the permits that refill in <paramref name="cost"/>, or returns how long to wait for them; 0: taken.</summary>
    public long Take(long cost, long now)
    {
        while (true)
        {
            var read = Volatile.Read(ref _fullAt);
            var fullAt = Math.Max(read, now) + cost;
            if (fullAt - now > size) return fullAt - now - size;
            if (Interlocked.CompareExchange(ref _fullAt, fullAt, read) == read) return 0;
        }
    }

    /// <summary>How long to wait for the permits that refill in <paramref name="cost"/>; 0: they are there. Takes none.</summary>
    public long WaitFor(long cost, long now) => Math.Max(0, Math.Max(Volatile.Read(ref _fullAt), now) + cost - now - size);

    public void Return(long cost) => Interlocked.Add(ref _fullAt, -cost);
}
