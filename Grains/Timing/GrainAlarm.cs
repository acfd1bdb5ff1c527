namespace Concert.Timing;

/// <summary>
/// A grain's one-shot timer, which fires at the earliest of the times that were set. It runs by elapsed time: a clock that is set
/// while the alarm waits does not move it.
/// </summary>
/// <param name="grain">The grain on whose scheduler <paramref name="onTime"/> runs.</param>
/// <param name="time">The clock of the grain and of its timers.</param>
/// <param name="onTime">Runs once per alarm, interleaved with calls. It sets the next alarm.</param>
/// <param name="keepAlive">Whether a pending alarm keeps an idle grain in memory.</param>
internal sealed class GrainAlarm(IGrainBase grain, TimeProvider time, Func<Task> onTime, bool keepAlive)
{
    // The time of day and elapsed time differ by microseconds from one reading to the next. Without a tolerance, each call that
    // sets the same time again would replace the timer.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    private IGrainTimer? _timer;
    private bool _isSet;
    private long _setAt;
    private TimeSpan _delay;

    /// <summary>
    /// Makes the alarm fire at a time of day, as <see cref="SetAfter"/> does. If the clock was set since the last call for the same
    /// time, the alarm moves with it, but only to an earlier moment.
    /// </summary>
    public void Set(DateTimeOffset? at) => SetAfter(at - time.GetUtcNow());

    /// <summary>
    /// Makes the alarm fire after <paramref name="delay"/>, or earlier if it is already set to an earlier time. Null changes nothing.
    /// An alarm that fires too early is harmless: the grain finds nothing due and sets the next one.
    /// </summary>
    public void SetAfter(TimeSpan? delay)
    {
        if (delay is not { } due) return;
        if (due < TimeSpan.Zero) due = TimeSpan.Zero;
        if (_isSet && due + Tolerance >= _delay - time.GetElapsedTime(_setAt)) return;
        _timer?.Dispose();
        (_isSet, _setAt, _delay) = (true, time.GetTimestamp(), due);
        _timer = grain.RegisterGrainTimer(FireAsync, new GrainTimerCreationOptions
        {
            DueTime = due,
            Period = Timeout.InfiniteTimeSpan,
            Interleave = true,
            KeepAlive = keepAlive,
        });
    }

    private Task FireAsync()
    {
        _isSet = false;
        return onTime();
    }
}
