namespace Concert.Timing;

/// <summary>A grain's one-shot timer, which fires at the earliest of the times that were set.</summary>
/// <param name="grain">The grain on whose scheduler <paramref name="onTime"/> runs.</param>
/// <param name="time">The clock of the grain and of its timers.</param>
/// <param name="onTime">Runs once per alarm, interleaved with calls. It sets the next alarm.</param>
/// <param name="keepAlive">Whether a pending alarm keeps an idle grain in memory.</param>
internal sealed class GrainAlarm(IGrainBase grain, TimeProvider time, Func<Task> onTime, bool keepAlive)
{
    private readonly SteadyTime _steady = new(time);
    private IGrainTimer? _timer;
    private DateTimeOffset _dueAt = DateTimeOffset.MaxValue;

    /// <summary>
    /// Makes the alarm fire at <paramref name="at"/>, or earlier if it is already set to an earlier time. Null changes nothing.
    /// An alarm that fires too early is harmless: the grain finds nothing due and sets the next one.
    /// </summary>
    public void Set(DateTimeOffset? at) => SetIn(at - time.GetUtcNow());

    /// <summary>As <see cref="Set"/>, but after a time instead of at one: setting the clock does not move the alarm.</summary>
    public void SetIn(TimeSpan? delay)
    {
        if (delay is not { } wait) return;
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        var dueAt = _steady.Now + wait;
        if (dueAt >= _dueAt) return;
        _timer?.Dispose();
        _dueAt = dueAt;
        _timer = grain.RegisterGrainTimer(FireAsync, new GrainTimerCreationOptions
        {
            DueTime = wait,
            Period = Timeout.InfiniteTimeSpan,
            Interleave = true,
            KeepAlive = keepAlive,
        });
    }

    private Task FireAsync()
    {
        _dueAt = DateTimeOffset.MaxValue;
        return onTime();
    }
}
