namespace Concert.Limits;

/// <summary>The permits that one request needs from one bucket.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="cost">The time in which the permits refill, in timestamps of the clock.</param>
/// <param name="excess">The same, of the permits beyond the first.</param>
/// <param name="time">The clock.</param>
internal readonly struct PermitClaim(PermitBucket bucket, long cost, long excess, TimeProvider time)
{
    /// <summary>How long to wait until the permits are there; zero if they are. Takes none.</summary>
    public TimeSpan Wait => ToTime(bucket.WaitFor(cost, time.GetTimestamp()));

    /// <summary>Takes the permits of all claims, or of none. Returns how long to wait for them; zero if they were taken.</summary>
    public static TimeSpan TakeAll(ReadOnlySpan<PermitClaim> claims)
    {
        for (var index = 0; index < claims.Length; index++)
        {
            var wait = claims[index].Take();
            if (wait == TimeSpan.Zero) continue;
            foreach (var taken in claims[..index]) taken.Return();
            // The longest wait, so that the next attempt succeeds at all of them.
            foreach (var claim in claims) wait = wait > claim.Wait ? wait : claim.Wait;
            return wait;
        }

        return TimeSpan.Zero;
    }

    /// <summary>Takes the permits, or returns how long to wait for them; zero if they were taken.</summary>
    public TimeSpan Take() => ToTime(bucket.Take(cost, time.GetTimestamp()));

    /// <summary>Gives back the permits that were taken.</summary>
    public void Return() => bucket.Return(cost);

    /// <summary>Gives back all but the first of the permits that were taken.</summary>
    public void ReturnExcess() => bucket.Return(excess);

    // Rounded up: zero means that the permits were taken.
    private TimeSpan ToTime(long timestamps) =>
        TimeSpan.FromTicks((long)Math.Ceiling((double)timestamps * TimeSpan.TicksPerSecond / time.TimestampFrequency));
}
