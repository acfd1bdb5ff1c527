namespace Concert.Queues;

/// <summary>
/// The waiting line in memory: the user at each place above the watermark, and the live place of each user. It is compact,
/// because a million users may wait: one reference for each place and one entry for each user. It decides nothing;
/// <see cref="AdmissionRules"/> does.
/// </summary>
internal sealed class WaitingLine(long watermark)
{
    private readonly Dictionary<UserId, long> _livePlaces = [];

    // By place: index _skipped is the first place above _passed. An entry without a value has departed.
    private readonly List<UserId> _users = [];

    // Positions leave the departed places above the watermark out.
    private PlaceSet _departed = PlaceSet.Empty;
    private int _skipped;
    private long _passed = watermark;

    /// <summary>The highest place that was given out.</summary>
    public long LastPlace => _passed - _skipped + _users.Count;

    /// <summary>The highest place admitted or passed over.</summary>
    public long Watermark => _passed;

    public int WaitingCount => (int)PositionOf(LastPlace);

    public long Append(UserId user)
    {
        _users.Add(user);
        _livePlaces.Add(user, LastPlace);
        return LastPlace;
    }

    /// <summary>Restores the durable places above the watermark, which come in order.</summary>
    public void Restore(IEnumerable<PlaceRow> rows)
    {
        var departed = new List<long>();
        foreach (var row in rows)
        {
            Invariant.Holds(row.Place == LastPlace + 1, $"Place {row.Place} after {LastPlace}.");
            if (row.Status is PlaceStatus.Waiting)
            {
                Invariant.Holds(!_livePlaces.ContainsKey(row.UserId), $"{row.UserId} waits at {row.Place} and has an earlier place.");
                Append(row.UserId);
                continue;
            }

            _users.Add(default);
            departed.Add(row.Place);
        }

        _departed = _departed.With(departed);
    }

    /// <summary>The user's place, waiting or active.</summary>
    public bool TryFind(UserId user, out long place) => _livePlaces.TryGetValue(user, out place);

    /// <summary>The user who waits at a place; null when nobody does.</summary>
    public UserId? UserAt(long place) =>
        place > _passed && place <= LastPlace && _users[IndexOf(place)] is { Value: not null } user ? user : null;

    /// <summary>Restores the place of an admitted user.</summary>
    public void Occupy(UserId user, long place) => _livePlaces[user] = place;

    /// <summary>A waiting user gives up the place.</summary>
    public void Depart(long place)
    {
        var user = UserAt(place);
        Invariant.Holds(user is not null, $"Nobody waits at {place}.");
        Forget(user!.Value, place);
        _users[IndexOf(place)] = default;
        _departed = _departed.With([place]);
    }

    /// <summary>The user's place has ended: the user may take another one.</summary>
    public void Forget(UserId user, long place)
    {
        if (_livePlaces.TryGetValue(user, out var live) && live == place) _livePlaces.Remove(user);
    }

    /// <summary>The lowest place above <paramref name="after"/> at which a user waits; null when there is none.</summary>
    public long? NextLive(long after)
    {
        for (var place = Math.Max(after, _passed) + 1; place <= LastPlace; place++)
        {
            if (_users[IndexOf(place)].Value is not null) return place;
        }

        return null;
    }

    /// <summary>How many users wait above the watermark up to a place, that place included: 1 is next.</summary>
    public long PositionOf(long place) => place - _passed - (_departed.CountThrough(place) - _departed.CountThrough(_passed));

    /// <summary>Moves the watermark: the places up to it no longer wait.</summary>
    public void Pass(long watermark)
    {
        Invariant.Holds(watermark >= _passed && watermark <= LastPlace, $"Watermark {watermark} of {_passed} to {LastPlace}.");
        _skipped += (int)(watermark - _passed);
        _passed = watermark;
        _departed = _departed.Without(watermark);
        // Passed entries are removed once they are half of the list, so that passing stays cheap however long the line is.
        if (_skipped < 1_024 || _skipped < _users.Count / 2) return;
        _users.RemoveRange(0, _skipped);
        _skipped = 0;
    }

    private int IndexOf(long place) => (int)(place - _passed) - 1 + _skipped;
}
