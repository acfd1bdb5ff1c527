using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Concert.Caching;

/// <summary>What is kept of many things, up to a number: beyond it the one that was asked for longest ago goes.</summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Slot> _slots = new();
    private long _clock;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        value = null;
        if (!_slots.TryGetValue(key, out var slot)) return false;
        slot.UsedAt = Volatile.Read(ref _clock);
        value = slot.Value;
        return true;
    }

    /// <summary>The value that is kept: this one, or the one that was there first.</summary>
    public TValue Add(TKey key, TValue value)
    {
        // Time is counted in additions: between two of them nothing is thrown out, so no order is needed.
        var slot = _slots.GetOrAdd(key, new Slot(value));
        slot.UsedAt = Interlocked.Increment(ref _clock);
        while (_slots.Count > capacity) _slots.TryRemove(_slots.MinBy(entry => entry.Value.UsedAt).Key, out _);
        return slot.Value;
    }

    private sealed class Slot(TValue value)
    {
        public TValue Value => value;

        public long UsedAt { get; set; }
    }
}
