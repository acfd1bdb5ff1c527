namespace Concert.Queues;

/// <summary>
/// How many users of each address were admitted in the last minute, and how many more may be: no address can take the slots of an
/// opening. Times are given since the activation began.
/// </summary>
/// <param name="perMinute">The most admissions of one address in any minute; null: any number.</param>
internal sealed class AddressBounds(int? perMinute)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // Oldest first. An address without an admission in the last minute has no entry.
    private readonly Dictionary<long, Queue<TimeSpan>> _admissions = [];
    private readonly Queue<(long AddressTag, TimeSpan At)> _inOrder = [];

    /// <summary>The most admissions of an address in any minute. Address 0 is not known, and has no bound.</summary>
    public int BoundOf(long addressTag) => addressTag == 0 ? int.MaxValue : perMinute ?? int.MaxValue;

    public bool HasRoom(long addressTag, TimeSpan now)
    {
        while (_inOrder.TryPeek(out var oldest) && oldest.At + Window <= now)
        {
            _inOrder.Dequeue();
            var times = _admissions[oldest.AddressTag];
            times.Dequeue();
            if (times.Count == 0) _admissions.Remove(oldest.AddressTag);
        }

        return !_admissions.TryGetValue(addressTag, out var recent) || recent.Count < BoundOf(addressTag);
    }

    /// <summary>When an address that has no room has room again.</summary>
    public TimeSpan NextRoomAt(long addressTag)
    {
        var times = _admissions[addressTag];
        return times.ElementAt(times.Count - BoundOf(addressTag)) + Window;
    }

    public void Note(long addressTag, TimeSpan at)
    {
        if (perMinute is null || addressTag == 0) return;
        if (!_admissions.TryGetValue(addressTag, out var times)) _admissions.Add(addressTag, times = []);
        times.Enqueue(at);
        _inOrder.Enqueue((addressTag, at));
    }
}
