using Concert.Timing;

namespace Concert.Queues;

/// <summary>
/// The decided state of a queue and its waiting line in memory, advanced together by <see cref="AdmissionRules"/>. No Orleans,
/// no clock: the caller passes commands and the time, and writes <see cref="TakeChanges"/> before it answers from them.
/// </summary>
internal sealed class WaitingRoom
{
    private readonly QueueOptions _options;
    private readonly WaitingLine _line;
    private readonly List<PlaceChange> _changes = [];

    // Scanning all slots at each step is what a queue that admits hundreds of users a second would spend its time on.
    private readonly DeadlineQueue<long, TimeSpan> _ends;
    private readonly DeadlineQueue<long, TimeSpan> _claims;

    /// <param name="state">The state that the rows of the places give.</param>
    /// <param name="places">The places whose turns are above the watermark.</param>
    /// <param name="order">The order of a queue that has opened; before, that of arrival.</param>
    /// <param name="options">The settings of the service.</param>
    public WaitingRoom(QueueState state, IEnumerable<PlaceRow> places, DrawOrder order, QueueOptions options)
    {
        State = state;
        _options = options;
        _line = new(state.Watermark);
        _ends = new(place => State.Slots.GetValueOrDefault(place)?.EndsAt);
        _claims = new(place => State.Slots.GetValueOrDefault(place) is { IsClaimed: false } slot ? slot.ClaimBy : null);
        foreach (var slot in state.Slots.Values)
        {
            _line.Occupy(slot.UserId, slot.Place);
            Schedule(slot.Place);
        }

        _line.Restore(places, order);
        UpdateNext();
    }

    /// <summary>Replaced whenever the watermark, a slot or the pace changes.</summary>
    public QueueState State { get; private set; }

    /// <summary>When the next slot ends by its lifetime, in elapsed time; null when there is no slot.</summary>
    public TimeSpan? NextEndAt { get; private set; }

    /// <summary>When the next claim window ends, in reachable time; null when every slot is claimed.</summary>
    public TimeSpan? NextClaimBy { get; private set; }

    public int WaitingCount => _line.WaitingCount;

    /// <summary>The highest place that was given out.</summary>
    public long LastPlace => _line.LastPlace;

    /// <summary>When the rate lets the next user in, in elapsed time; null: nobody waits for that.</summary>
    public TimeSpan? NextByRate(AdmissionLimits limits) => AdmissionRules.NextByRate(State, _line, limits);

    /// <summary>The place that is next; null when nobody waits.</summary>
    public long? NextPlace => _line.NextLive(State.Watermark) is { } turn ? _line.PlaceAt(turn) : null;

    /// <summary>Puts those of the lobby in the order of the draw.</summary>
    public void Draw(DrawOrder order) => _line.Draw(order);

    /// <summary>The changes decided since the last call, in order.</summary>
    public IReadOnlyList<PlaceChange> TakeChanges()
    {
        if (_changes.Count == 0) return [];
        PlaceChange[] changes = [.. _changes];
        _changes.Clear();
        return changes;
    }

    /// <summary>Gives the user a place at the end of the line, or returns the place that the user has.</summary>
    public (long Place, bool IsNew) Join(UserId user, QueueMoment now)
    {
        if (_line.TryFind(user, out var place)) return (place, false);
        place = _line.Append(user);
        _changes.Add(PlaceChange.Join(place, user, now.Utc));
        return (place, true);
    }

    /// <summary>The operators have changed the limits.</summary>
    public void ChangeRate(AdmissionLimits limits, QueueMoment now) => Become(AdmissionRules.ChangeRate(State, limits, _options, now));

    /// <summary>Ends the slots whose time is over.</summary>
    public void EndOverdue(AdmissionLimits limits, QueueMoment now)
    {
        if (now.Elapsed < NextEndAt && !(now.Reachable >= NextClaimBy)) return;
        // A slot can be due by both clocks at once.
        var overdue = _ends.TakeDue(now.Elapsed).Union(_claims.TakeDue(now.Reachable)).Select(place => State.Slots[place]).ToList();
        foreach (var slot in overdue) End(slot, now);
        Become(AdmissionRules.EndOverdue(State, overdue, limits, _options, now));
        UpdateNext();
    }

    /// <summary>Ends the slots whose time is over and admits the next users.</summary>
    public void Admit(AdmissionLimits limits, QueueMoment now)
    {
        EndOverdue(limits, now);
        var before = State;
        Become(AdmissionRules.Admit(before, _line, limits, _options, now));
        // Most joins find no free slot and change nothing: the next end stays as it is.
        if (ReferenceEquals(State, before)) return;
        for (var turn = before.Watermark + 1; turn <= State.Watermark; turn++)
        {
            var place = _line.PlaceAt(turn);
            if (State.Slots.GetValueOrDefault(place) is not { } slot) continue;
            Schedule(place);
            _changes.Add(PlaceChange.Admit(slot));
        }

        UpdateNext();
    }

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

    /// <summary>Whether the user has a place, waiting or active.</summary>
    public bool HasPlace(UserId user) => _line.TryFind(user, out _);

    public bool IsWaiting(QueuePlace place) => _line.UserAt(place.Place) == place.UserId;

    /// <summary>The position of a waiting place: 1 is next.</summary>
    public long PositionOf(long place) => _line.PositionOf(place);

    /// <summary>A waiting user gives the place up, or an admitted user pays or leaves.</summary>
    public void Leave(QueuePlace place, AdmissionLimits limits, QueueMoment now)
    {
        if (IsWaiting(place))
        {
            _line.Depart(place.Place);
            _changes.Add(PlaceChange.Depart(place.Place, place.UserId, now.Utc));
            return;
        }

        var next = AdmissionRules.Leave(State, place, limits, _options, now);
        if (next.Slots.Count < State.Slots.Count) End(State.Slots[place.Place], now);
        Become(next);
        UpdateNext();
    }

    private void Schedule(long place)
    {
        _ends.Add(place);
        _claims.Add(place);
    }

    private void UpdateNext() => (NextEndAt, NextClaimBy) = (_ends.Next, _claims.Next);

    private void End(Slot slot, QueueMoment now)
    {
        _line.Forget(slot.UserId, slot.Place);
        _changes.Add(PlaceChange.End(slot, now.Utc));
    }

    private void Become(QueueState next)
    {
        if (next.Watermark > _line.Watermark) _line.Pass(next.Watermark);
        State = next;
    }
}
