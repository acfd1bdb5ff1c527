namespace Concert.Queues;

/// <summary>The clocks of one activation of a queue.</summary>
internal sealed class QueueClock(TimeProvider time, QueueOptions options)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly ReachableTime _reachable = new(new PollLimits(options.ClaimWindow).NearDoor);

    public QueueMoment Now
    {
        get
        {
            var utc = time.GetUtcNow();
            // Rounded to the microsecond, as databases store it: an answer then equals what a later activation reads.
            return new(utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond)), Elapsed, _reachable.At(Elapsed));
        }
    }

    private TimeSpan Elapsed => time.GetElapsedTime(_startedAt);

    public void NoteCall() => _reachable.NoteCall(Elapsed);

    public void NoteWriteBegun() => _reachable.NoteWriteBegun(Elapsed);

    public void NoteWriteCompleted() => _reachable.NoteWriteCompleted(Elapsed);

    /// <summary>
    /// How long until the earlier of an end in elapsed time and a claim window's end in reachable time. Null when there is no such
    /// end, or when reachable time stops before it: the next call or completed write asks again.
    /// </summary>
    public TimeSpan? Until(TimeSpan? endAt, TimeSpan? claimBy)
    {
        var now = Elapsed;
        var claimEndAt = claimBy is { } target ? _reachable.WhenReaches(target, now) : null;
        var next = endAt is { } end && !(claimEndAt < end) ? end : claimEndAt;
        return next - now;
    }
}
