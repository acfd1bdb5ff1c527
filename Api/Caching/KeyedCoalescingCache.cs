namespace Concert.Caching;

/// <summary>A <see cref="CoalescingCache{T}"/> for each of many keys, as many as fit.</summary>
internal sealed class KeyedCoalescingCache<TKey, TValue>(
    int capacity, RefreshPolicy policy, TimeProvider time, Func<TKey, Task<TValue>> fetch)
    where TKey : notnull
    where TValue : class
{
    private readonly BoundedCache<TKey, CoalescingCache<TValue>> _values = new(capacity);

    /// <param name="key">One that exists.</param>
    /// <param name="cancellationToken">Ends the wait, not the fetch.</param>
    public ValueTask<TValue> GetAsync(TKey key, CancellationToken cancellationToken)
    {
        if (!_values.TryGet(key, out var value)) value = _values.Add(key, new(policy, time, _ => fetch(key)));
        return value.GetAsync(cancellationToken);
    }
}
