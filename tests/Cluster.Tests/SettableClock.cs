using Microsoft.Extensions.Time.Testing;

namespace Concert;

/// <summary>A clock whose time of day a test can set, as an operator or NTP does. Elapsed time and timers do not notice.</summary>
internal sealed class SettableClock(FakeTimeProvider time) : TimeProvider
{
    /// <summary>How far the time of day is from the right one.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
