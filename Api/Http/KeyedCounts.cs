using System.Runtime.InteropServices;

namespace Concert.Http;

/// <summary>
/// Counts by key, of what is in use now. A key with nothing in use is not stored: addresses come and go for as long as the gateway
/// runs. Not safe for concurrent use.
/// </summary>
internal sealed class KeyedCounts<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _counts = [];

    public int Of(TKey key) => _counts.GetValueOrDefault(key);

    public void Add(TKey key) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _)++;

    public void Remove(TKey key)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, key);
        if (--count == 0) _counts.Remove(key);
    }
}
