namespace Concert.Queues;

/// <summary>
/// Those who wait in front of the line, by turn: their turn came, and was passed over because they were away or because their address
/// was at its bound, or they missed it and came back. Those who are away stay here until they are seen, however long that takes, and
/// cost nobody a position. It decides nothing; <see cref="AdmissionRules"/> does.
/// </summary>
internal sealed class FrontLine(AddressBounds bounds)
{
    // A crowd may leave at once: a turn of the grain stays short all the same.
    private const int MaxAwayAtOnce = 1_000;

    private readonly Dictionary<long, InFront> _byPlace = [];
    private readonly SortedDictionary<long, InFront> _byTurn = [];
    private readonly Dictionary<long, AddressFront> _addresses = [];

    // The first turn of each address that is not known to be at its bound, and when each of the others has room again.
    private readonly SortedSet<(long Turn, long AddressTag)> _heads = [];
    private readonly PriorityQueue<long, TimeSpan> _bounded = new();

    // Who may be admitted before the line: of each address no more than its bound, so that a crowd of one address is no crowd here.
    private PlaceSet _ready = PlaceSet.Empty;

    /// <summary>How many stand before the line: those who are there, of each address no more than its bound.</summary>
    public int ReadyCount => _ready.Count;

    /// <summary>How many are there.</summary>
    public int ThereCount { get; private set; }

    /// <summary>The lowest turn, also of those who are away; null when there is none.</summary>
    public long? LowestTurn => _byTurn.Count == 0 ? null : _byTurn.First().Key;

    /// <summary>When the next address that is at its bound has room again, in elapsed time; null: none waits for that.</summary>
    public TimeSpan? NextRoomAt => _bounded.TryPeek(out _, out var at) ? at : null;

    public InFront? Find(long place) => _byPlace.GetValueOrDefault(place);

    public void Add(InFront one)
    {
        _byPlace.Add(one.Place.Place, one);
        _byTurn.Add(one.Turn, one);
        if (one.IsThere) Enter(one);
    }

    public void Remove(InFront one)
    {
        if (one.IsThere) Leave(one);
        _byPlace.Remove(one.Place.Place);
        _byTurn.Remove(one.Turn);
    }

    /// <summary>The user is there.</summary>
    public void NoteSeen(InFront one, TimeSpan at)
    {
        one.SeenAt = at;
        if (one.IsThere) return;
        one.IsThere = true;
        Enter(one);
    }

    /// <summary>Whether the last <see cref="Next"/> found so many who are away that it stopped.</summary>
    public bool IsMoreDue { get; private set; }

    /// <summary>Who is next: the lowest turn of those who are there and whose address has room; null when there is none.</summary>
    /// <param name="now">In elapsed time.</param>
    /// <param name="absentSince">Whoever was last seen at or before it is away; in reachable time.</param>
    public InFront? Next(TimeSpan now, TimeSpan absentSince)
    {
        while (_bounded.TryPeek(out var address, out var at) && at <= now)
        {
            _bounded.Dequeue();
            var freed = _addresses[address];
            Change(address, freed, front => front.IsBounded = false);
            if (freed.Ready.Count == 0) _addresses.Remove(address);
        }

        var awayCount = 0;
        IsMoreDue = false;
        while (_heads.Count > 0)
        {
            IsMoreDue = awayCount == MaxAwayAtOnce;
            if (IsMoreDue) return null;
            var (turn, address) = _heads.Min;
            var one = _byTurn[turn];
            if (one.SeenAt <= absentSince)
            {
                Leave(one);
                one.IsThere = false;
                awayCount++;
            }
            else if (bounds.HasRoom(address, now))
            {
                return one;
            }
            else
            {
                Change(address, _addresses[address], front => front.IsBounded = true);
                _bounded.Enqueue(address, bounds.NextRoomAt(address));
            }
        }

        return null;
    }

    /// <summary>
    /// The position of one who is there: 1 is next. Those of an address beyond its bound stand behind all who are ready.
    /// </summary>
    public long PositionOf(InFront one) => _ready.Contains(one.Turn)
        ? _ready.CountThrough(one.Turn)
        : _ready.Count + _addresses[one.AddressTag].Others.CountThrough(one.Turn);

    /// <summary>The least that one who is there waits, because of the bound of the address.</summary>
    public TimeSpan AddressWaitOf(InFront one, TimeSpan now)
    {
        var front = _addresses[one.AddressTag];
        var untilRoom = bounds.HasRoom(one.AddressTag, now) ? TimeSpan.Zero : bounds.NextRoomAt(one.AddressTag) - now;
        var rank = front.Others.Contains(one.Turn) ? front.Others.CountThrough(one.Turn) : 0;
        // Each minute takes as many as the bound; those who are ready are the first.
        return untilRoom + TimeSpan.FromMinutes(Math.Ceiling(rank / (double)bounds.BoundOf(one.AddressTag)));
    }

    private void Enter(InFront one)
    {
        ThereCount++;
        if (!_addresses.TryGetValue(one.AddressTag, out var front)) _addresses.Add(one.AddressTag, front = new());
        Change(one.AddressTag, front, own =>
        {
            own.Ready.Add(one.Turn);
            _ready = _ready.With([one.Turn]);
            if (own.Ready.Count <= bounds.BoundOf(one.AddressTag)) return;
            var last = own.Ready.Max;
            own.Ready.Remove(last);
            _ready = _ready.Except(last);
            own.AddOther(last);
        });
    }

    private void Leave(InFront one)
    {
        ThereCount--;
        var front = _addresses[one.AddressTag];
        Change(one.AddressTag, front, own =>
        {
            if (!own.Ready.Remove(one.Turn))
            {
                own.RemoveOther(one.Turn);
                return;
            }

            _ready = _ready.Except(one.Turn);
            if (own.TakeFirstOther() is not { } promoted) return;
            own.Ready.Add(promoted);
            _ready = _ready.With([promoted]);
        });
        // An address at its bound keeps its entry: the time of its next room is in the queue.
        if (front is { Ready.Count: 0, IsBounded: false }) _addresses.Remove(one.AddressTag);
    }

    private void Change(long address, AddressFront front, Action<AddressFront> change)
    {
        if (front is { IsBounded: false, Ready.Count: > 0 }) _heads.Remove((front.Ready.Min, address));
        change(front);
        if (front is { IsBounded: false, Ready.Count: > 0 }) _heads.Add((front.Ready.Min, address));
    }

    private sealed class AddressFront
    {
        private readonly SortedSet<long> _others = [];

        /// <summary>The first turns, no more than the bound.</summary>
        public SortedSet<long> Ready { get; } = [];

        /// <summary>The turns behind them.</summary>
        public PlaceSet Others { get; private set; } = PlaceSet.Empty;

        /// <summary>The address is at its bound, until a time that is known.</summary>
        public bool IsBounded { get; set; }

        public void AddOther(long turn)
        {
            _others.Add(turn);
            Others = Others.With([turn]);
        }

        public void RemoveOther(long turn)
        {
            _others.Remove(turn);
            Others = Others.Except(turn);
        }

        public long? TakeFirstOther()
        {
            if (_others.Count == 0) return null;
            var first = _others.Min;
            RemoveOther(first);
            return first;
        }
    }
}

/// <summary>One who waits in front of the line.</summary>
/// <param name="turn">The turn that came.</param>
/// <param name="place">The place and its user.</param>
/// <param name="addressTag">A hash of the address that the user joined from; 0: not known.</param>
/// <param name="isSecondTurn">The user missed the first turn, and came back.</param>
internal sealed class InFront(long turn, QueuePlace place, long addressTag, bool isSecondTurn)
{
    public long Turn => turn;

    public QueuePlace Place => place;

    public long AddressTag => addressTag;

    public bool IsSecondTurn => isSecondTurn;

    public bool IsCalled { get; set; }

    /// <summary>Whether the user was seen recently enough to be admitted.</summary>
    public bool IsThere { get; set; }

    /// <summary>When the user was last seen, in reachable time.</summary>
    public TimeSpan SeenAt { get; set; }
}
