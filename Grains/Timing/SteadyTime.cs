namespace Concert.Timing;

/// <summary>
/// A time line for deadlines within one activation. It starts at the clock's time and advances with elapsed time: setting the clock
/// of the machine neither stretches nor shortens a wait.
/// </summary>
internal sealed class SteadyTime(TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _start = time.GetTimestamp();

    public DateTimeOffset Now => _startedAt + time.GetElapsedTime(_start);
}
