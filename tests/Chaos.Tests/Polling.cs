namespace Concert;

/// <summary>Waits for an effect in another process by reading it again and again.</summary>
internal static class Polling
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads until the value equals <paramref name="expected"/>; fails with the last value when the limit is over.</summary>
    /// <param name="what">Names the value in the message of a failed wait.</param>
    public static async Task UntilAsync<T>(T expected, Func<Task<T>> read, TimeSpan limit, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var actual = await read();
            if (EqualityComparer<T>.Default.Equals(actual, expected)) return;
            if (TimeProvider.System.GetElapsedTime(start) > limit)
                Assert.Fail($"{what}: expected {expected} within {limit.TotalSeconds:0} s; the last value was {actual}.");
            await Task.Delay(Interval);
        }
    }

    /// <summary>The status of an answer to GET, or why there was none.</summary>
    public static async Task<string> GetStatusAsync(HttpClient http, Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(address);
            return answer.StatusCode.ToString();
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return fault.Message;
        }
    }
}
