using System.Runtime.CompilerServices;

namespace Concert.Bench;

/// <summary>A wrong result is no result.</summary>
internal static class Check
{
    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (EqualityComparer<T>.Default.Equals(expected, actual)) return;
        throw new InvalidOperationException($"{what} is {actual}; it must be {expected}.");
    }

    /// <summary>What follows an answer (a picture, a sale) is given this long.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string what = "")
    {
        var deadline = Environment.TickCount64 + 60_000;
        while (!await isSo())
        {
            if (Environment.TickCount64 > deadline) throw new InvalidOperationException($"Not within a minute: {what}.");
            await Task.Delay(1);
        }
    }
}
