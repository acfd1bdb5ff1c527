namespace Concert.Bench.Attacks;

/// <summary>Waits that an end cuts short, without an exception.</summary>
internal static class HoardTime
{
    public static Task WaitAsync(TimeSpan time, CancellationToken end) =>
        Task.Delay(time, end).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <param name="timestamp">Of <see cref="Stopwatch"/>.</param>
    /// <param name="end">Ends the wait.</param>
    public static Task UntilAsync(long timestamp, CancellationToken end)
    {
        var now = Stopwatch.GetTimestamp();
        return timestamp <= now ? Task.CompletedTask : WaitAsync(Stopwatch.GetElapsedTime(now, timestamp), end);
    }
}
