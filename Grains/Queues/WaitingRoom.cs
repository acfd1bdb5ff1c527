using Concert.Timing;

namespace Concert.Queues;

/// <summary>
/// The decided state of a queue and its waiting line in memory, advanced together by <see cref="AdmissionRules"/>. No Orleans,
/// no clock: the caller passes commands and the time, and writes <see cref="TakeChanges"/> before it answers from them.
/// </summary>
internal sealed partial class WaitingRoom
{
    private readonly QueueOptions _options;
    private readonly WaitingLine _line;
    private readonly AddressBounds _bounds;
    private readonly FrontLine _front;
    private readonly MissedTurns _missed = new();
    private readonly ChoosingUsers _choosing = new();
    private readonly List<PlaceChange> _changes = [];

    // Scanning all slots at each step is what a queue that admits hundreds of users a second would spend its time on.
    private readonly DeadlineQueue<long, TimeSpan> _ends;
    private readonly DeadlineQueue<long, TimeSpan> _claims;

    // In reachable time: everyone counts as seen then, because not all gateways say who is there.
    private TimeSpan _allSeenAt;

    /// <param name="state">The state that the rows of the places give.</param>
    /// <param name="places">
    /// The places whose turns are above the watermark, and below it those in front of the line and those whose users may come back.
    /// </param>
    /// <param name="order">The order of a queue that has opened; before, that of arrival.</param>
    /// <param name="options">The settings of the service.</param>
    /// <param name="now">When.</param>
    /// <param name="perAddress">The most admissions of users of one address in any minute; null: any number.</param>
    public WaitingRoom(
        QueueState state,
        IReadOnlyCollection<PlaceRow> places,
        DrawOrder order,
        QueueOptions options,
        QueueMoment now = default,
        int? perAddress = null)
    {
        State = state;
        _options = options;
        _line = new(state.Watermark);
        _bounds = new(perAddress);
        _front = new(_bounds);
        _allSeenAt = now.Reachable;
        _ends = new(place => State.Slots.GetValueOrDefault(place)?.EndsAt);
        _claims = new(place => State.Slots.GetValueOrDefault(place) is { IsClaimed: false } slot ? slot.ClaimBy : null);
        foreach (var slot in state.Slots.Values.OrderBy(slot => slot.AdmittedAt))
        {
            _line.Occupy(slot.UserId, slot.Place);
            // Not in the future, if the clock was set back since.
            var admittedAt = now.Utc > slot.AdmittedAt ? now.Elapsed - (now.Utc - slot.AdmittedAt) : now.Elapsed;
            _bounds.Note(slot.AddressTag, admittedAt);
            _choosing.NoteAdmitted(slot.Place, admittedAt);
            Schedule(slot.Place);
        }

        var byTurn = places.ToLookup(row => order.TurnOf(row.Place) > state.Watermark);
        _line.Restore(byTurn[true], order);
        foreach (var row in byTurn[false]) RestoreAside(row, order.TurnOf(row.Place), now);
        // The first progress that is written must not skip them.
        State = State with { LowestAside = LowestAside };
        UpdateNext();
    }

    /// <summary>Replaced whenever the watermark, a slot or the pace changes.</summary>
    public QueueState State { get; private set; }

    /// <summary>When the next slot ends by its lifetime, in elapsed time; null when there is no slot.</summary>
    public TimeSpan? NextEndAt { get; private set; }

    /// <summary>When the next claim window ends, in reachable time; null when every slot is claimed.</summary>
    public TimeSpan? NextClaimBy { get; private set; }

    /// <summary>How many wait: in line, and in front of it those who are there.</summary>
    public int WaitingCount => _front.ThereCount + _line.WaitingCount;

    /// <summary>By how much those in front of the line increase the position of each place of the line.</summary>
    public int FrontCount => _front.ReadyCount;

    /// <summary>Whether <see cref="Admit"/> has more to decide at once.</summary>
    public bool IsMoreDue { get; private set; }

    /// <summary>When an address that is at its bound has room again, in elapsed time; null: nobody waits for that.</summary>
    public TimeSpan? NextByAddress(AdmissionLimits limits) =>
        WithSeats(limits).HasRoom(State.Slots.Count) ? _front.NextRoomAt : null;

    /// <summary>The highest place that was given out.</summary>
    public long LastPlace => _line.LastPlace;

    /// <summary>When the rate lets the next user in, in elapsed time; null: nobody waits for that.</summary>
    public TimeSpan? NextByRate(AdmissionLimits limits) => AdmissionRules.NextByRate(State, WaitingCount, WithSeats(limits));

    /// <summary>The place of the line that is next; null when nobody waits there.</summary>
    public long? NextPlace => _line.NextLive(State.Watermark) is { } turn ? _line.PlaceAt(turn) : null;

    /// <summary>Puts those of the lobby in the order of the draw.</summary>
    public void Draw(DrawOrder order) => _line.Draw(order);

    /// <summary>The changes decided since the last call, in order.</summary>
    public IReadOnlyList<PlaceChange> TakeChanges()
    {
        if (LowestAside != State.LowestAside) State = State with { LowestAside = LowestAside };
        if (_changes.Count == 0) return [];
        PlaceChange[] changes = [.. _changes];
        _changes.Clear();
        return changes;
    }

    /// <summary>
    /// Gives the user a place at the end of the line, or returns the place that the user has. A user who missed the turn, and may come
    /// back, has that place again, in front of the line.
    /// </summary>
    /// <param name="user">Who joins.</param>
    /// <param name="now">When.</param>
    /// <param name="addressTag">A hash of the user's address; 0: not known.</param>
    /// <param name="callMe">Whether the user wants to be called; null: as before.</param>
    /// <param name="mayReturn">False: a user who missed the turn joins like anyone else.</param>
    public (long Place, bool IsNew) Join(
        UserId user, QueueMoment now, long addressTag = 0, bool? callMe = null, bool mayReturn = true)
    {
        if (_line.TryFind(user, out var place))
        {
            NoteSeen(place, now);
            if (callMe is { } wish && IsWaiting(new(user, place))) SetCalled(new(user, place), wish, now);
            return (place, false);
        }

        if (mayReturn && _missed.Find(user, now.Elapsed) is { } missed)
        {
            Return(missed, callMe, now);
            return (missed.Place.Place, false);
        }

        place = _line.Append(new(user, addressTag, now.Reachable, callMe is true));
        _changes.Add(PlaceChange.Join(place, user, now.Utc, addressTag, callMe is true));
        return (place, true);
    }

    /// <summary>The operators have changed the limits.</summary>
    public void ChangeRate(AdmissionLimits limits, QueueMoment now) => Become(AdmissionRules.ChangeRate(State, limits, _options, now));

    /// <summary>Ends the slots whose time is over.</summary>
    public void EndOverdue(AdmissionLimits limits, QueueMoment now)
    {
        _missed.ForgetOver(now.Elapsed);
        if (now.Elapsed < NextEndAt && !(now.Reachable >= NextClaimBy)) return;
        // A slot can be due by both clocks at once.
        var overdue = _ends.TakeDue(now.Elapsed).Union(_claims.TakeDue(now.Reachable)).Select(place => State.Slots[place]).ToList();
        foreach (var slot in overdue)
        {
            var isMissed = slot is { IsClaimed: false, IsSecondTurn: false };
            if (isMissed) _missed.Add(MissedTurn.Of(slot, _line.TurnOf(slot.Place), now));
            End(slot, now, isMissed);
        }

        Become(AdmissionRules.EndOverdue(State, overdue, limits, _options, now));
        UpdateNext();
    }

    /// <summary>Ends the slots whose time is over and admits the next users.</summary>
    public void Admit(AdmissionLimits limits, QueueMoment now)
    {
        EndOverdue(limits, now);
        var admission = AdmissionRules.Admit(State, new(_line, _front, _bounds, AbsentSince(now)), WithSeats(limits), _options, now);
        IsMoreDue = !admission.IsComplete;
        // Most joins find no free slot and change nothing: the next end stays as it is.
        if (ReferenceEquals(admission.State, State)) return;
        Become(admission.State);
        _changes.AddRange(admission.Steps);
        foreach (var step in admission.Steps)
        {
            if (step.To is not PlaceStatus.Admitted) continue;
            Schedule(step.Place);
            _choosing.NoteAdmitted(step.Place, now.Elapsed);
        }

        UpdateNext();
    }

    /// <summary>The slot of a place, claimed or not; null while the place waits and after its end.</summary>
    public Slot? FindSlot(QueuePlace place, QueueMoment now) => AdmissionRules.FindSlot(State, place, now);

    /// <summary>Claims the slot of a place and returns it as it was before; null while the place waits and after its end.</summary>
    public Slot? Claim(QueuePlace place, QueueMoment now)
    {
        if (AdmissionRules.FindSlot(State, place, now) is not { } slot) return null;
        if (slot.IsClaimed) return slot;
        _changes.Add(PlaceChange.Claim(slot, now.Utc));
        Become(AdmissionRules.Claim(State, slot));
        UpdateNext();
        return slot;
    }

    /// <summary>The user of a slot tries to reserve.</summary>
    public void NoteTry(long place) => _choosing.NoteDone(place);

    /// <summary>The free seats were counted.</summary>
    public void NoteSeats(int freeCount, int heldCount, QueueMoment now) => _choosing.NoteSeats(freeCount, heldCount, now.Elapsed);

    /// <summary>Whether seats are free for more users than those who choose; true until the seats were counted.</summary>
    public bool HasSeats => _choosing.Room is not 0;

    /// <summary>Whether the user has a place, waiting or active.</summary>
    public bool HasPlace(UserId user) => _line.TryFind(user, out _);

    /// <summary>Whether joining would give the user no new place: the user has one, or may come back to one.</summary>
    public bool KeepsPlace(UserId user, QueueMoment now) => HasPlace(user) || _missed.Find(user, now.Elapsed) is not null;

    public bool IsWaiting(QueuePlace place) => _line.UserAt(place.Place) == place.UserId || IsInFront(place);

    /// <summary>The position of a waiting place: 1 is next. In front of the line only those who are there have one.</summary>
    public long PositionOf(long place) =>
        _front.Find(place) is { } front ? _front.PositionOf(front) : _front.ReadyCount + _line.PositionOf(place);

    /// <summary>A waiting user gives the place up, or an admitted user pays or leaves.</summary>
    public void Leave(QueuePlace place, AdmissionLimits limits, QueueMoment now)
    {
        if (IsWaiting(place))
        {
            Depart(place, now);
            return;
        }

        var next = AdmissionRules.Leave(State, place, limits, _options, now);
        if (next.Slots.Count < State.Slots.Count) End(State.Slots[place.Place], now);
        Become(next);
        UpdateNext();
    }

    private void Depart(QueuePlace place, QueueMoment now)
    {
        if (_front.Find(place.Place) is { } front)
        {
            _front.Remove(front);
            _line.Forget(place.UserId, place.Place);
            _changes.Add(PlaceChange.Depart(place.Place, place.UserId, now.Utc, front.IsSecondTurn));
        }
        else
        {
            _line.Depart(place.Place);
            _changes.Add(PlaceChange.Depart(place.Place, place.UserId, now.Utc));
        }
    }

    private void SetCalled(QueuePlace place, bool callMe, QueueMoment now)
    {
        var front = _front.Find(place.Place);
        if (front is not null)
        {
            if (front.IsCalled == callMe) return;
            front.IsCalled = callMe;
        }
        else
        {
            var waiter = _line.At(_line.TurnOf(place.Place));
            if (waiter.IsCalled == callMe) return;
            _line.Set(place.Place, waiter with { IsCalled = callMe });
        }

        _changes.Add(PlaceChange.Call(place, callMe, now.Utc, front is { IsSecondTurn: true }));
    }

    private AdmissionLimits WithSeats(AdmissionLimits limits) => limits with { MaxAdmissions = _choosing.Room };

    private void Schedule(long place)
    {
        _ends.Add(place);
        _claims.Add(place);
    }

    private void UpdateNext() => (NextEndAt, NextClaimBy) = (_ends.Next, _claims.Next);

    private void End(Slot slot, QueueMoment now, bool isMissed = false)
    {
        _line.Forget(slot.UserId, slot.Place);
        _choosing.NoteDone(slot.Place);
        _changes.Add(PlaceChange.End(slot, now.Utc, isMissed));
    }

    private void Become(QueueState next)
    {
        if (next.Watermark > _line.Watermark) _line.Pass(next.Watermark);
        State = next;
    }
}
