using System.Runtime.CompilerServices;

namespace Concert.Bench.Harness;

/// <summary>Checks of results. A wrong result ends the run: its time means nothing.</summary>
internal static class Require
{
    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new InvalidOperationException($"{what} is {actual}; it must be {expected}.");
    }

    /// <summary>Waits up to a minute for a state that follows an answer, such as a seat map that shows a sale.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> conditionAsync, [CallerArgumentExpression(nameof(conditionAsync))] string what = "")
    {
        var deadline = Environment.TickCount64 + 60_000;
        while (!await conditionAsync())
        {
            if (Environment.TickCount64 > deadline) throw new InvalidOperationException($"Not true within a minute: {what}.");
            await Task.Delay(1);
        }
    }

    /// <summary>Reads a count every 50 ms until it is <paramref name="expected"/>, for at most 10 s.</summary>
    public static async Task CountAsync(string what, long expected, Func<Task<int>> countAsync)
    {
        var deadline = Environment.TickCount64 + 10_000;
        while (await countAsync() is var count && count != expected)
        {
            if (Environment.TickCount64 > deadline) throw new InvalidOperationException($"{what}: {count}; it must be {expected}.");
            await Task.Delay(50);
        }
    }
}
