namespace Concert.Queues;

/// <summary>
/// The waiting line in memory: the user at each place above the watermark, and the live place of each user. It is compact,
/// because a million users may wait: three words for each place and one entry for each user. It decides nothing;
/// <see cref="AdmissionRules"/> does.
/// </summary>
internal sealed class WaitingLine(long watermark)
{
    private readonly Dictionary<UserId, long> _livePlaces = [];

    // By turn: index _skipped is the first turn above _passed. An entry without a user has departed.
    private readonly List<Waiter> _waiters = [];
    private DrawOrder _order = DrawOrder.OfArrival;

    // Positions leave the departed turns above the watermark out.
    private PlaceSet _departed = PlaceSet.Empty;
    private int _skipped;
    private long _passed = watermark;

    /// <summary>The highest place that was given out, and the highest turn.</summary>
    public long LastPlace => _passed - _skipped + _waiters.Count;

    /// <summary>The highest turn admitted or passed over.</summary>
    public long Watermark => _passed;

    public int WaitingCount => (int)PositionOfTurn(LastPlace);

    /// <summary>Gives a user the next place.</summary>
    public long Append(Waiter waiter)
    {
        _waiters.Add(waiter);
        _livePlaces.Add(waiter.User, LastPlace);
        return LastPlace;
    }

    /// <summary>Restores the durable places whose turns are above the watermark.</summary>
    /// <param name="rows">The places; without a draw they come in order.</param>
    /// <param name="order">The order of a queue that has opened.</param>
    public void Restore(IEnumerable<PlaceRow> rows, DrawOrder order)
    {
        _order = order;
        var departed = new List<long>();
        foreach (var row in order.DrawnCount == 0 ? rows : rows.OrderBy(row => order.TurnOf(row.Place)))
        {
            Invariant.Holds(order.TurnOf(row.Place) == LastPlace + 1, $"Place {row.Place} after turn {LastPlace}.");
            if (row.Status is PlaceStatus.Waiting)
            {
                Invariant.Holds(!_livePlaces.ContainsKey(row.UserId), $"{row.UserId} waits at {row.Place} and has an earlier place.");
                // Whoever waited when the activation began counts as seen then.
                _waiters.Add(new(row.UserId, row.AddressTag, SeenAtSecond: 0, row.IsCalled));
                _livePlaces.Add(row.UserId, row.Place);
                continue;
            }

            _waiters.Add(default);
            departed.Add(LastPlace);
        }

        _departed = _departed.With(departed);
    }

    /// <summary>Puts all who joined so far in the order of the draw. Nobody was admitted yet.</summary>
    public void Draw(DrawOrder order)
    {
        Invariant.Holds(_passed == 0 && _order.DrawnCount == 0, $"A draw at turn {_passed}, after one of {_order.DrawnCount}.");
        Invariant.Holds(order.DrawnCount == _waiters.Count, $"A draw of {order.DrawnCount} places out of {_waiters.Count}.");
        _order = order;
        Waiter[] early = [.. _waiters];
        for (var turn = 1; turn <= early.Length; turn++) _waiters[turn - 1] = early[order.PlaceAt(turn) - 1];
        _departed = PlaceSet.Empty.With(
            [.. Enumerable.Range(0, early.Length).Where(index => _waiters[index].User.Value is null).Select(index => index + 1L)]);
    }

    /// <summary>The place that has a turn.</summary>
    public long PlaceAt(long turn) => _order.PlaceAt(turn);

    public long TurnOf(long place) => _order.TurnOf(place);

    /// <summary>The user's place, waiting or active.</summary>
    public bool TryFind(UserId user, out long place) => _livePlaces.TryGetValue(user, out place);

    /// <summary>The user who waits at a place; null when nobody does.</summary>
    public UserId? UserAt(long place) =>
        place >= 1 && place <= LastPlace && _order.TurnOf(place) is var turn && turn > _passed
            && _waiters[IndexOf(turn)].User is { Value: not null } user
            ? user
            : null;

    /// <summary>Who waits at a turn above the watermark.</summary>
    public Waiter At(long turn) => _waiters[IndexOf(turn)];

    /// <summary>Replaces what is known of the user at a waiting place.</summary>
    public void Set(long place, Waiter waiter) => _waiters[IndexOf(_order.TurnOf(place))] = waiter;

    /// <summary>The user has a place at or below the watermark: admitted, or in front of the line.</summary>
    public void Occupy(UserId user, long place) => _livePlaces[user] = place;

    /// <summary>A waiting user gives up the place.</summary>
    public void Depart(long place)
    {
        var user = UserAt(place);
        Invariant.Holds(user is not null, $"Nobody waits at {place}.");
        Forget(user!.Value, place);
        var turn = _order.TurnOf(place);
        _waiters[IndexOf(turn)] = default;
        _departed = _departed.With([turn]);
    }

    /// <summary>The user's place has ended: the user may take another one.</summary>
    public void Forget(UserId user, long place)
    {
        if (_livePlaces.TryGetValue(user, out var live) && live == place) _livePlaces.Remove(user);
    }

    /// <summary>The lowest turn above <paramref name="after"/> at which a user waits; null when there is none.</summary>
    public long? NextLive(long after)
    {
        for (var turn = Math.Max(after, _passed) + 1; turn <= LastPlace; turn++)
        {
            if (_waiters[IndexOf(turn)].User.Value is not null) return turn;
        }

        return null;
    }

    /// <summary>How many users wait above the watermark up to a place, that place included: 1 is next.</summary>
    public long PositionOf(long place) => PositionOfTurn(_order.TurnOf(place));

    /// <summary>Moves the watermark: the turns up to it no longer wait.</summary>
    public void Pass(long watermark)
    {
        Invariant.Holds(watermark >= _passed && watermark <= LastPlace, $"Watermark {watermark} of {_passed} to {LastPlace}.");
        _skipped += (int)(watermark - _passed);
        _passed = watermark;
        _departed = _departed.Without(watermark);
        // Passed entries are removed once they are half of the list, so that passing stays cheap however long the line is.
        if (_skipped < 1_024 || _skipped < _waiters.Count / 2) return;
        _waiters.RemoveRange(0, _skipped);
        _skipped = 0;
    }

    private long PositionOfTurn(long turn) => turn - _passed - (_departed.CountThrough(turn) - _departed.CountThrough(_passed));

    private int IndexOf(long turn) => (int)(turn - _passed) - 1 + _skipped;
}

/// <summary>Who waits at a place.</summary>
/// <param name="AddressTag">A hash of the address that the user joined from; 0: not known.</param>
/// <param name="SeenAtSecond">When the user last polled or streamed, as far as it was reported, in reachable time, rounded up.</param>
/// <param name="IsCalled">The user asked to be called.</param>
internal readonly record struct Waiter(UserId User, long AddressTag, int SeenAtSecond, bool IsCalled)
{
    public Waiter(UserId user, long addressTag, TimeSpan seenAt, bool isCalled)
        : this(user, addressTag, SecondOf(seenAt), isCalled)
    {
    }

    public TimeSpan SeenAt => TimeSpan.FromSeconds(SeenAtSecond);

    public Waiter Seen(TimeSpan at) => this with { SeenAtSecond = SecondOf(at) };

    private static int SecondOf(TimeSpan at) => (int)Math.Ceiling(at.TotalSeconds);
}
