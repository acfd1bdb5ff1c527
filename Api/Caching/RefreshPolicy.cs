namespace Concert.Caching;

/// <summary>How fresh a shared value is kept.</summary>
/// <param name="Interval">It is fetched at most once in this time.</param>
/// <param name="StaleFor">How long the last good value is still told when fetching fails.</param>
/// <param name="Timeout">How long a fetch may take, by the real clock: readers wait for it.</param>
internal sealed record RefreshPolicy(TimeSpan Interval, TimeSpan StaleFor, TimeSpan Timeout);
