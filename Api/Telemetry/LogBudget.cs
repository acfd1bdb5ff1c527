namespace Concert.Telemetry;

/// <summary>Limits the lines that strangers can cause in the log: <paramref name="lineCount"/> in each <paramref name="window"/>.</summary>
internal sealed class LogBudget(int lineCount, TimeSpan window, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _windowStart = time.GetTimestamp();
    private int _writtenCount;
    private long _omittedCount;

    /// <summary>Whether a line may be written now.</summary>
    /// <param name="omittedCount">How many lines were left out since the last one that was written.</param>
    public bool TryTake(out long omittedCount)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_windowStart) >= window) (_windowStart, _writtenCount) = (time.GetTimestamp(), 0);
            omittedCount = _omittedCount;
            var isLeft = _writtenCount < lineCount;
            (_writtenCount, _omittedCount) = isLeft ? (_writtenCount + 1, 0) : (_writtenCount, _omittedCount + 1);
            return isLeft;
        }
    }
}
