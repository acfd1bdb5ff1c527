namespace Concert.Storage;

/// <summary>
/// Decides how long a loop waits before it begins its next batch, so that the items of steady work share batches. A batch costs the
/// database and the silo far more than an item in it. Without a pace the items of a sale at a few hundred purchases a second arrive one by
/// one, and nearly each is a batch of its own.
/// <para>
/// The batches of steady work begin an interval apart, which grows with the rate of items up to a longest one. Nothing waits while there
/// is little work, after a batch that took longer than the interval, or once enough items wait. Used by one thread.
/// </para>
/// </summary>
/// <param name="longest">The longest interval; zero: nothing ever waits.</param>
internal sealed class BatchPace(TimeSpan longest)
{
    /// <summary>So many items are a batch that need not wait for more.</summary>
    public const int FullCount = 64;

    // Items a second from which the interval is the longest: some sixty purchases.
    private const double FullRate = 500;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    // The rate is an average over about this time: long enough that the steps of one user are no steady work.
    private static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(500);

    private TimeSpan _begunAt;
    private double _rate;

    /// <summary>How long to wait for more items.</summary>
    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="waiting">How many items wait, at least one.</param>
    public TimeSpan DelayAt(TimeSpan now, int waiting)
    {
        var rest = _begunAt + IntervalAt(now) - now;
        return waiting >= FullCount || rest <= TimeSpan.Zero ? TimeSpan.Zero : rest;
    }

    /// <summary>A batch begins.</summary>
    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="count">How many items it has.</param>
    public void Began(TimeSpan now, int count)
    {
        _rate = RateAt(now) + count / Memory.TotalSeconds;
        _begunAt = now;
    }

    private TimeSpan IntervalAt(TimeSpan now)
    {
        var interval = longest * Math.Min(1, RateAt(now) / FullRate);
        return interval < Shortest ? TimeSpan.Zero : interval;
    }

    private double RateAt(TimeSpan now) => _rate * Math.Exp(-(now - _begunAt) / Memory);
}
