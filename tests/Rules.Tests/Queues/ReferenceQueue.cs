namespace Concert.Queues;

/// <summary>The rules of a queue on plain lists: slow, and short enough to be read beside the documents.</summary>
internal sealed class ReferenceQueue(QueueOptions options, int perAddress)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly List<ReferencePlace> _places = [];
    private readonly Dictionary<long, TimeSpan> _fullUntil = [];
    private List<(long Address, TimeSpan At)> _admissions = [];
    private TimeSpan _rateAt;
    private TimeSpan _allSeenAt;
    private TimeSpan _now;
    private bool _isOpen;

    public IReadOnlyList<ReferencePlace> Places => _places;

    public IEnumerable<ReferencePlace> Slots => In(ReferencePlace.Standing.Slot);

    public IEnumerable<ReferencePlace> Line => In(ReferencePlace.Standing.Line);

    public int ThereCount => In(ReferencePlace.Standing.InFront).Count(one => one.IsThere);

    /// <summary>Whether a seat is free, or the seats were not counted yet. In these tests there are never too many who choose.</summary>
    public bool HasSeats { get; set; } = true;

    /// <summary>Slots that were given stay when there may be fewer.</summary>
    public int HighestMaxActive { get; private set; }

    public bool CanReturn(ReferencePlace one) =>
        one is { Where: ReferencePlace.Standing.Over, MissedAt: { } at } && _now < at + MissedTurns.ReturnWindow;

    public void Open(DrawOrder order)
    {
        _isOpen = true;
        foreach (var one in _places) one.Turn = order.TurnOf(one.Place);
    }

    public void Decide(AdmissionLimits limits, QueueMoment now)
    {
        _now = now.Elapsed;
        HighestMaxActive = Math.Max(HighestMaxActive, limits.MaxActive);
        foreach (var slot in Slots.Where(slot => slot.HasEnded(now)).ToList())
        {
            slot.Where = ReferencePlace.Standing.Over;
            if (slot is { IsClaimed: false, IsSecondTurn: false }) slot.MissedAt = now.Elapsed;
        }

        while (_isOpen && !limits.IsStopped && HasSeats && Slots.Count() < limits.MaxActive)
        {
            var next = NextInFront(now) ?? Line.FirstOrDefault();
            if (next is null) return;
            if (limits.Interval is not null && _rateAt - TimeSpan.FromSeconds(1) > now.Elapsed) return;
            if (next.Where is ReferencePlace.Standing.Line && (IsAway(next, now) || !HasRoom(next.Address, now)))
            {
                next.Where = ReferencePlace.Standing.InFront;
                next.IsThere = !IsAway(next, now);
                continue;
            }

            if (limits.Interval is { } interval) _rateAt = (_rateAt > now.Elapsed ? _rateAt : now.Elapsed) + interval;
            _admissions.Add((next.Address, now.Elapsed));
            next.Admit(options, now);
        }
    }

    public (long Place, bool IsNew) Join(string user, long address, bool? callMe, QueueMoment now)
    {
        if (_places.Find(one => one.User == user && one.Where is not ReferencePlace.Standing.Over) is { } own)
        {
            NoteSeen(own.Place, now);
            if (own.IsWaiting) own.IsCalled = callMe ?? own.IsCalled;
            return (own.Place, false);
        }

        if (_places.FindLast(one => one.User == user && CanReturn(one)) is { } missed)
        {
            missed.IsCalled = callMe ?? missed.IsCalled;
            missed.Return(now);
            return (missed.Place, false);
        }

        _places.Add(new(user, address) { Place = _places.Count + 1, Turn = _places.Count + 1, IsCalled = callMe is true, SeenAt = now.Reachable });
        return (_places.Count, true);
    }

    public void Leave(long place) => At(place).Where = ReferencePlace.Standing.Over;

    public bool Claim(long place, QueueMoment now)
    {
        if (At(place) is not { Where: ReferencePlace.Standing.Slot } slot || slot.HasEnded(now)) return false;
        slot.IsClaimed = true;
        return true;
    }

    public void NoteSeen(long place, QueueMoment now)
    {
        if (At(place) is not { IsWaiting: true } one) return;
        (one.SeenAt, one.IsThere) = (now.Reachable, true);
    }

    public void NoteAllSeen(QueueMoment now) => _allSeenAt = now.Reachable;

    public void ChangeRate(AdmissionLimits limits, QueueMoment now)
    {
        var latest = now.Elapsed + TimeSpan.FromSeconds(1) + (limits.Interval ?? TimeSpan.Zero);
        if (_rateAt > latest) _rateAt = latest;
    }

    /// <summary>All times of an activation begin anew; those in the rows go on.</summary>
    public void Restart(QueueMoment before, QueueMoment now)
    {
        (_rateAt, _allSeenAt, _now, HasSeats) = (now.Elapsed, now.Reachable, now.Elapsed, true);
        _fullUntil.Clear();
        // Only places that still have a slot tell the new activation when they were admitted.
        _admissions = [.. Slots.Select(slot => (slot.Address, now.Elapsed - (before.Elapsed - slot.AdmittedAt)))];
        foreach (var one in _places)
        {
            // Whoever came back was there.
            (one.SeenAt, one.IsThere) = (TimeSpan.Zero, one is { Where: ReferencePlace.Standing.InFront, IsSecondTurn: true });
            one.MissedAt -= before.Elapsed;
            one.Restart(options, before, now);
        }
    }

    // An address that has no room is not looked at again before it has some.
    private ReferencePlace? NextInFront(QueueMoment now)
    {
        foreach (var one in In(ReferencePlace.Standing.InFront).Where(one => one.IsThere).ToList())
        {
            if (now.Elapsed < _fullUntil.GetValueOrDefault(one.Address)) continue;
            if (IsAway(one, now)) one.IsThere = false;
            else if (HasRoom(one.Address, now)) return one;
            else _fullUntil[one.Address] = RecentOf(one.Address, now).Order().TakeLast(perAddress).First() + Minute;
        }

        return null;
    }

    private bool IsAway(ReferencePlace one, QueueMoment now)
    {
        var absentSince = now.Reachable - options.AbsentAfter;
        return _allSeenAt <= absentSince && one.SeenAt <= absentSince;
    }

    private bool HasRoom(long address, QueueMoment now) => address == 0 || RecentOf(address, now).Count() < perAddress;

    private IEnumerable<TimeSpan> RecentOf(long address, QueueMoment now) =>
        _admissions.Where(admission => admission.Address == address && admission.At > now.Elapsed - Minute).Select(admission => admission.At);

    private IEnumerable<ReferencePlace> In(ReferencePlace.Standing where) =>
        _places.Where(one => one.Where == where).OrderBy(one => one.Turn);

    private ReferencePlace At(long place) => _places[(int)place - 1];
}

/// <summary>A place of a <see cref="ReferenceQueue"/>.</summary>
internal sealed class ReferencePlace(string user, long address)
{
    public enum Standing
    {
        Line,
        InFront,
        Slot,
        Over,
    }

    private TimeSpan _endsAt;
    private TimeSpan _claimBy;

    public string User => user;

    public long Address => address;

    public long Place { get; init; }

    public long Turn { get; set; }

    public Standing Where { get; set; }

    public bool IsCalled { get; set; }

    public bool IsThere { get; set; }

    public TimeSpan SeenAt { get; set; }

    public bool IsClaimed { get; set; }

    public bool IsSecondTurn { get; private set; }

    public TimeSpan AdmittedAt { get; private set; }

    public TimeSpan? MissedAt { get; set; }

    public bool IsWaiting => Where is Standing.Line or Standing.InFront;

    public bool HasEnded(QueueMoment now) => _endsAt <= now.Elapsed || (!IsClaimed && _claimBy <= now.Reachable);

    public void Admit(QueueOptions options, QueueMoment now)
    {
        (Where, AdmittedAt) = (Standing.Slot, now.Elapsed);
        _endsAt = now.Elapsed + options.ActiveLifetime;
        _claimBy = now.Reachable + (IsCalled ? options.CalledClaimWindow : options.ClaimWindow);
    }

    public void Return(QueueMoment now) =>
        (Where, IsSecondTurn, IsThere, SeenAt, MissedAt) = (Standing.InFront, true, true, now.Reachable, null);

    public void Restart(QueueOptions options, QueueMoment before, QueueMoment now)
    {
        _endsAt -= before.Elapsed;
        AdmittedAt -= before.Elapsed;
        _claimBy = now.Reachable + (IsCalled ? options.CalledClaimWindow : options.ClaimWindow);
    }
}
