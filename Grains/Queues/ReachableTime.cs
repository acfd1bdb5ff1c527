namespace Concert.Queues;

/// <summary>
/// Counts the time in which a queue can be reached and written. Claim windows are measured by it: a user who polls as told must
/// not lose a slot because no gateway reached the queue, or because the database did not answer. Nothing tells a grain that it
/// is out of reach, so each sign of life counts for <paramref name="grace"/>: a call that arrives, and a write that completes.
/// An outage therefore costs a claim window at most the grace. No Orleans, no clock: times are given since the activation began.
/// </summary>
/// <param name="grace">
/// The longest poll interval near the door. While anyone waits there and polls as told, calls arrive at least that often and all time
/// counts.
/// </param>
internal sealed class ReachableTime(TimeSpan grace)
{
    private TimeSpan _counted;
    private TimeSpan _countedUntil;
    private TimeSpan _calledAt;
    private TimeSpan _writingSince;
    private int _pendingWriteCount;

    // The count stops here unless a call arrives or, where writes are under way, one of them completes.
    private TimeSpan StopsAt => grace + (_pendingWriteCount > 0 && _writingSince < _calledAt ? _writingSince : _calledAt);

    /// <summary>The time counted up to <paramref name="now"/>.</summary>
    public TimeSpan At(TimeSpan now)
    {
        var until = now < StopsAt ? now : StopsAt;
        if (until > _countedUntil) _counted += until - _countedUntil;
        if (now > _countedUntil) _countedUntil = now;
        return _counted;
    }

    /// <summary>When the count reaches <paramref name="target"/>, or null if it stops before unless something happens.</summary>
    public TimeSpan? WhenReaches(TimeSpan target, TimeSpan now)
    {
        var at = now + Max(target - At(now), TimeSpan.Zero);
        return at <= Max(StopsAt, now) ? at : null;
    }

    /// <summary>A gateway or a user's grain called the queue.</summary>
    public void NoteCall(TimeSpan now)
    {
        At(now);
        _calledAt = now;
    }

    public void NoteWriteBegun(TimeSpan now)
    {
        At(now);
        if (_pendingWriteCount++ == 0) _writingSince = now;
    }

    /// <summary>The earliest write under way has completed.</summary>
    public void NoteWriteCompleted(TimeSpan now)
    {
        At(now);
        _pendingWriteCount--;
        _writingSince = now;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
