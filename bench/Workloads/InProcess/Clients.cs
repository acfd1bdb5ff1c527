namespace Concert.Bench.Workloads;

/// <summary>Callers in this process: all at once, a fixed number, or for a time.</summary>
internal static class Clients
{
    /// <summary>Starts <paramref name="count"/> calls without waiting for an answer in between. Each processor starts a share.</summary>
    public static async Task<(T[] Answers, TimeSpan Elapsed)> CallAtOnceAsync<T>(int count, Func<int, Task<T>> callAsync)
    {
        var answers = new Task<T>[count];
        var started = Stopwatch.GetTimestamp();
        var shareCount = Environment.ProcessorCount;
        await Task.WhenAll(Enumerable.Range(0, shareCount).Select(share => Task.Run(() =>
        {
            for (var i = share; i < count; i += shareCount) answers[i] = callAsync(i);
        })));
        var all = await Task.WhenAll(answers);
        return (all, Stopwatch.GetElapsedTime(started));
    }

    public static async Task<(long Count, TimeSpan Elapsed)> CallAtOnceAsync(int count, Func<long, Task> callAsync)
    {
        var (_, elapsed) = await CallAtOnceAsync(count, async i =>
        {
            await callAsync(i);
            return true;
        });
        return (count, elapsed);
    }

    /// <summary><paramref name="count"/> calls by so many clients. Each makes the next call when the one before is answered.</summary>
    public static async Task<TimeSpan> CallEachAsync(int count, int clientCount, Func<int, Task> callAsync)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clientCount).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await callAsync(i);
        })));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Calls by so many clients until the time is over. Each call gets a number that no other call has.</summary>
    /// <returns>How many were answered, and the time until the last answer.</returns>
    public static async Task<(long Count, TimeSpan Elapsed)> CallForAsync(TimeSpan duration, int clientCount, Func<long, Task> callAsync)
    {
        var next = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clientCount).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration) await callAsync(Interlocked.Increment(ref next) - 1);
        })));
        return (next, Stopwatch.GetElapsedTime(started));
    }
}
