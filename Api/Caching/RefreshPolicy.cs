namespace Concert.Caching;

/// <summary>How fresh a cached value is.</summary>
/// <param name="Interval">The value is fetched at most once in this time.</param>
/// <param name="StaleFor">How old the last value may be when it is returned because fetching fails.</param>
/// <param name="Timeout">The longest that a fetch may take, by the real clock, because readers wait for it.</param>
internal sealed record RefreshPolicy(TimeSpan Interval, TimeSpan StaleFor, TimeSpan Timeout);
