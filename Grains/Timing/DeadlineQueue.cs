namespace Concert.Timing;

/// <summary>
/// Keys ordered by deadline. A key whose deadline changes is added again; its earlier entry is stale, and is dropped when it
/// reaches the front. Searching the heap for that entry would cost more than keeping it. A deadline is a time of day, or the time
/// since some moment. No Orleans, no clock.
/// </summary>
/// <param name="deadlineOf">The deadline that counts now, or null when the key has none. Every other entry is stale.</param>
internal sealed class DeadlineQueue<TKey, TTime>(Func<TKey, TTime?> deadlineOf)
    where TKey : notnull
    where TTime : struct, IComparable<TTime>, IEquatable<TTime>
{
    private const int MinCompactionCount = 1_024;

    private readonly PriorityQueue<TKey, TTime> _queue = new();
    private int _compactAt = MinCompactionCount;

    /// <summary>The earliest deadline, or null when no key has one.</summary>
    public TTime? Next
    {
        get
        {
            while (_queue.TryPeek(out var key, out var deadline))
            {
                if (IsCurrent(key, deadline)) return deadline;
                _queue.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Adds the key's current deadline. Call it each time that the deadline changes.</summary>
    public void Add(TKey key)
    {
        if (deadlineOf(key) is not { } deadline) return;
        if (_queue.Count >= _compactAt) Compact();
        _queue.Enqueue(key, deadline);
    }

    /// <summary>Removes the keys that are due at <paramref name="now"/>, earliest first, each once.</summary>
    public IReadOnlyCollection<TKey> TakeDue(TTime now)
    {
        // A key can have two entries with the same deadline, when a change of its state left the deadline as it was.
        var due = new OrderedDictionary<TKey, TTime>();
        while (Next is { } deadline && deadline.CompareTo(now) <= 0) due.TryAdd(_queue.Dequeue(), deadline);
        return due.Keys;
    }

    private bool IsCurrent(TKey key, TTime deadline) => deadlineOf(key) is { } current && current.Equals(deadline);

    // Slots that are paid for long before their deadline leave stale entries behind. Compacting at four times the live count
    // keeps the cost of an entry constant.
    private void Compact()
    {
        var live = _queue.UnorderedItems.Where(item => IsCurrent(item.Element, item.Priority)).Distinct().ToList();
        _queue.Clear();
        _queue.EnqueueRange(live);
        _compactAt = Math.Max(MinCompactionCount, 4 * live.Count);
    }
}
