namespace Concert.Timing;

/// <summary>
/// Keys ordered by deadline. A key whose deadline changes is added again; its earlier entry is stale, and is dropped when it
/// reaches the front. Searching the heap for that entry would cost more than keeping it. No Orleans, no clock.
/// </summary>
/// <param name="deadlineOf">The deadline that counts now, or null when the key has none. Every other entry is stale.</param>
internal sealed class DeadlineQueue<TKey>(Func<TKey, DateTimeOffset?> deadlineOf)
    where TKey : notnull
{
    private const int MinCompactionCount = 1_024;

    private readonly PriorityQueue<TKey, DateTimeOffset> _queue = new();
    private int _compactAt = MinCompactionCount;

    /// <summary>The earliest deadline, or null when no key has one.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            while (_queue.TryPeek(out var key, out var deadline))
            {
                if (deadlineOf(key) == deadline) return deadline;
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
    public IReadOnlyCollection<TKey> TakeDue(DateTimeOffset now)
    {
        // A key can have two entries with the same deadline, when a change of its state left the deadline as it was.
        var due = new OrderedDictionary<TKey, DateTimeOffset>();
        while (Next is { } deadline && deadline <= now) due.TryAdd(_queue.Dequeue(), deadline);
        return due.Keys;
    }

    // Slots that are paid for long before their deadline leave stale entries behind. Compacting at four times the live count
    // keeps the cost of an entry constant.
    private void Compact()
    {
        var live = _queue.UnorderedItems.Where(item => deadlineOf(item.Element) == item.Priority).Distinct().ToList();
        _queue.Clear();
        _queue.EnqueueRange(live);
        _compactAt = Math.Max(MinCompactionCount, 4 * live.Count);
    }
}
