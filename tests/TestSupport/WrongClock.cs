namespace Concert.TestSupport;

/// <summary>A clock that differs from another one by an offset. Setting the offset moves neither elapsed time nor timers.</summary>
public sealed class WrongClock(TimeProvider right) : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => right.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + Offset;

    public override long GetTimestamp() => right.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        right.CreateTimer(callback, state, dueTime, period);
}
