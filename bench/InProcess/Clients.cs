using System.Diagnostics;

namespace Concert.Bench;

/// <summary>Those who ask, all at once or for a while.</summary>
internal static class Clients
{
    /// <summary>
    /// Asks as often as <paramref name="count"/> says, without waiting for one answer before the next question; each
    /// processor asks a share.
    /// </summary>
    public static async Task<(T[] Answers, TimeSpan Elapsed)> AskAsync<T>(int count, Func<int, Task<T>> askAsync)
    {
        var answers = new Task<T>[count];
        var started = Stopwatch.GetTimestamp();
        var shareCount = Environment.ProcessorCount;
        await Task.WhenAll(Enumerable.Range(0, shareCount).Select(share => Task.Run(() =>
        {
            for (var i = share; i < count; i += shareCount) answers[i] = askAsync(i);
        })));
        var all = await Task.WhenAll(answers);
        return (all, Stopwatch.GetElapsedTime(started));
    }

    public static Task<(bool[] Answers, TimeSpan Elapsed)> AskAsync(int count, Func<int, Task> askAsync) =>
        AskAsync(count, async i =>
        {
            await askAsync(i);
            return true;
        });

    /// <summary>Asks as often as <paramref name="count"/> says, by so many clients, each asking again as soon as it is answered.</summary>
    public static async Task<TimeSpan> AskEachAsync(int count, int clientCount, Func<int, Task> askAsync)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clientCount).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await askAsync(i);
        })));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>So many clients, each asking again as soon as it is answered, until the time is up.</summary>
    /// <param name="askAsync">Is given a number that no other question has.</param>
    /// <returns>How many were answered, and when the last was.</returns>
    public static async Task<(long Count, TimeSpan Elapsed)> AskForAsync(
        TimeSpan duration, int clientCount, Func<long, Task> askAsync)
    {
        var next = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clientCount).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration) await askAsync(Interlocked.Increment(ref next) - 1);
        })));
        return (next, Stopwatch.GetElapsedTime(started));
    }
}
