namespace Concert.Users;

/// <summary>
/// Decides when a user's snapshot is written: by the rows since the last one. After a failure it waits for twice as many rows, and for
/// a time that doubles as well, so that a snapshot that can't be written costs next to nothing. No Orleans, no clock.
/// </summary>
/// <param name="storedSeq">The row of the stored snapshot; 0: there is none.</param>
internal sealed class SnapshotSchedule(long storedSeq)
{
    /// <summary>A user with fewer rows has no snapshot.</summary>
    public const int MinRows = 128;

    // While a long journal is read, a snapshot keeps what was read if the silo ends, or if the activation takes too long and is
    // given up (Orleans allows 30 s). Each is at least twice as far as the one before: a journal of a million rows has seven.
    private const int MinRowsWhileLoading = 10_000;

    private const int MaxDoublings = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private long _storedSeq = storedSeq;
    private long _triedSeq = storedSeq;
    private int _failureCount;
    private DateTimeOffset _failedAt;

    /// <summary>Whether to write a snapshot of the journal up to <paramref name="seq"/>.</summary>
    public bool IsDue(long seq, DateTimeOffset now, bool isLoading = false)
    {
        // At least a quarter of the journal is new: writing snapshots then costs less than writing the journal, however long it is.
        var rows = isLoading ? Math.Max(MinRowsWhileLoading, _storedSeq) : Math.Max(MinRows, _storedSeq / 4);
        return seq - _triedSeq >= rows << Math.Min(_failureCount, MaxDoublings) && IsPauseOver(now);
    }

    public void Written(long seq)
    {
        (_storedSeq, _triedSeq) = (seq, seq);
        _failureCount = 0;
    }

    public void Failed(long seq, DateTimeOffset now)
    {
        _triedSeq = seq;
        _failedAt = now;
        _failureCount++;
    }

    // A clock that was set back ends the pause.
    private bool IsPauseOver(DateTimeOffset now)
    {
        if (_failureCount == 0 || now < _failedAt) return true;
        var pause = FirstPause * (1 << Math.Min(_failureCount - 1, MaxDoublings));
        return now - _failedAt >= (pause < LongestPause ? pause : LongestPause);
    }
}
