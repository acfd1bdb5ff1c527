namespace Concert.Bench.Load;

/// <summary>How many users have reached each step.</summary>
internal sealed class LoadProgress
{
    private int _arrived;
    private int _admitted;
    private int _reserved;
    private int _paid;
    private int _left;
    private long _latestTicks;

    /// <summary>How late the latest user arrived, against the moment that the rate gives.</summary>
    public TimeSpan MaxLateness => new(Volatile.Read(ref _latestTicks));

    /// <summary>Called by one thread.</summary>
    public void Arrived(TimeSpan lateness)
    {
        _arrived++;
        if (lateness.Ticks > _latestTicks) Volatile.Write(ref _latestTicks, lateness.Ticks);
    }

    public void Admitted() => Interlocked.Increment(ref _admitted);

    public void Reserved() => Interlocked.Increment(ref _reserved);

    public void Paid() => Interlocked.Increment(ref _paid);

    public void Left() => Interlocked.Increment(ref _left);

    public override string ToString() =>
        $"arrived {_arrived:N0}, admitted {_admitted:N0}, reserved {_reserved:N0}, paid {_paid:N0}, left {_left:N0}";
}
