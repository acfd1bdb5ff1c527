using BitFaster.Caching.Lru;

namespace Concert.Caching;

/// <summary>A <see cref="CoalescingCache{T}"/> for each key, for at most <paramref name="capacity"/> keys.</summary>
internal sealed class KeyedCoalescingCache<TKey, TValue>(
    int capacity, RefreshPolicy policy, TimeProvider time, Func<TKey, Task<TValue>> fetch)
    where TKey : notnull
    where TValue : class
{
    private readonly FastConcurrentLru<TKey, CoalescingCache<TValue>> _values = new(capacity);

    /// <param name="key">A key that exists.</param>
    /// <param name="cancellationToken">Cancels the wait, not the fetch.</param>
    public ValueTask<TValue> GetAsync(TKey key, CancellationToken cancellationToken) =>
        _values.GetOrAdd(key, added => new(policy, time, _ => fetch(added))).GetAsync(cancellationToken);

    /// <summary>Makes the next reader of the key fetch: this process made a change that the value does not contain.</summary>
    public void Invalidate(TKey key)
    {
        if (_values.TryGet(key, out var value)) value.Invalidate();
    }
}
