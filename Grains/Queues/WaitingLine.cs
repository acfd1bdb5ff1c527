namespace Concert.Queues;

/// <summary>
/// The line in memory: who stands at which place above the watermark, and the live place of each user. Compact, because a
/// million may wait: a reference for each place and an entry for each user. It decides nothing; <see cref="AdmissionRules"/> does.
/// </summary>
internal sealed class WaitingLine(long watermark)
{
    private readonly Dictionary<UserId, long> _livePlaces = [];

    // By place: index 0 is the first place above _passed. Without a value: departed.
    private readonly List<UserId> _standing = [];

    // In order, above the watermark: what positions are counted with.
    private readonly List<long> _departed = [];
    private int _skipped;
    private long _passed = watermark;

    /// <summary>The highest place given.</summary>
    public long LastPlace => _passed - _skipped + _standing.Count;

    /// <summary>The highest place admitted or passed over.</summary>
    public long Watermark => _passed;

    public int WaitingCount => (int)(LastPlace - _passed) - _departed.Count;

    public long Append(UserId user)
    {
        _standing.Add(user);
        _livePlaces.Add(user, LastPlace);
        return LastPlace;
    }

    /// <summary>Takes up a durable place again; places come in order.</summary>
    /// <returns>False: its user has an earlier one, so that this one counts as given up.</returns>
    public bool Restore(PlaceRow row)
    {
        Invariant.Holds(row.Place == LastPlace + 1, $"Place {row.Place} after {LastPlace}.");
        var isWaiting = row.Status is PlaceStatus.Waiting;
        var isSpare = isWaiting && _livePlaces.ContainsKey(row.UserId);
        if (isWaiting && !isSpare)
        {
            Append(row.UserId);
            return true;
        }

        _standing.Add(default);
        _departed.Add(row.Place);
        return !isSpare;
    }

    /// <summary>The user's place, waiting or active.</summary>
    public bool TryFind(UserId user, out long place) => _livePlaces.TryGetValue(user, out place);

    /// <summary>Who waits at a place; none: nobody, or not any more.</summary>
    public UserId? UserAt(long place) =>
        place > _passed && place <= LastPlace && _standing[IndexOf(place)] is { Value: not null } user ? user : null;

    /// <summary>An admitted user has that place again after a restart.</summary>
    public void Occupy(UserId user, long place) => _livePlaces[user] = place;

    /// <summary>A waiting user gives the place up.</summary>
    public void Depart(long place)
    {
        var user = UserAt(place);
        Invariant.Holds(user is not null, $"Nobody waits at {place}.");
        Forget(user!.Value, place);
        _standing[IndexOf(place)] = default;
        _departed.Insert(~_departed.BinarySearch(place), place);
    }

    /// <summary>An active user's slot has ended: another place may be taken.</summary>
    public void Forget(UserId user, long place)
    {
        if (_livePlaces.TryGetValue(user, out var live) && live == place) _livePlaces.Remove(user);
    }

    /// <summary>The lowest place above <paramref name="after"/> at which someone waits; none: nobody does.</summary>
    public long? NextLive(long after)
    {
        for (var place = Math.Max(after, _passed) + 1; place <= LastPlace; place++)
        {
            if (_standing[IndexOf(place)].Value is not null) return place;
        }

        return null;
    }

    /// <summary>How many wait above the watermark up to a place, itself included: 1 is next.</summary>
    public long PositionOf(long place)
    {
        var index = _departed.BinarySearch(place);
        return place - _passed - (index < 0 ? ~index : index);
    }

    /// <summary>The watermark has moved: places up to it wait no more.</summary>
    public void Pass(long watermark)
    {
        Invariant.Holds(watermark >= _passed && watermark <= LastPlace, $"Watermark {watermark} of {_passed} to {LastPlace}.");
        _skipped += (int)(watermark - _passed);
        _passed = watermark;
        var passedCount = _departed.BinarySearch(watermark);
        _departed.RemoveRange(0, passedCount < 0 ? ~passedCount : passedCount + 1);
        // Room is given back in halves, so that passing stays cheap however long the line.
        if (_skipped < 1_024 || _skipped < _standing.Count / 2) return;
        _standing.RemoveRange(0, _skipped);
        _skipped = 0;
    }

    private int IndexOf(long place) => (int)(place - _passed) - 1 + _skipped;
}
