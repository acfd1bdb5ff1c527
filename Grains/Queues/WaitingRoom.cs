namespace Concert.Queues;

/// <summary>
/// What is decided and the line in memory, moved on together by <see cref="AdmissionRules"/>. Plain: commands and the time come
/// in; <see cref="TakeChanges"/> is what must be made durable before any of it is told. The grain around it writes.
/// </summary>
internal sealed class WaitingRoom
{
    private const int MinEndsKept = 1_024;

    private readonly QueueOptions _options;
    private readonly WaitingLine _line;
    private readonly List<PlaceChange> _changes = [];

    // When slots end. Those that ended otherwise, or last longer by now, are dropped as they come up: looking through all slots
    // at each step is what a queue that lets in hundreds a second would spend its time on.
    private readonly PriorityQueue<long, DateTimeOffset> _ends = new();

    /// <param name="state">What is so by the places' rows.</param>
    /// <param name="places">The places above the watermark, in order.</param>
    /// <param name="options">The operator's rules.</param>
    /// <param name="now">When a place that should not be there departs.</param>
    public WaitingRoom(QueueState state, IEnumerable<PlaceRow> places, QueueOptions options, DateTimeOffset now)
    {
        State = state;
        _options = options;
        _line = new(state.Watermark);
        foreach (var slot in state.Slots.Values) _line.Occupy(slot.UserId, slot.Place);
        // Releases before this one could write a place before the end of its user's earlier one, and die in between.
        foreach (var spare in places.Where(place => !_line.Restore(place)))
            _changes.Add(PlaceChange.Depart(spare.Place, spare.UserId, now));
        NoteAllEnds();
        NextEndAt = FindNextEnd();
    }

    /// <summary>Replaced by another whenever the watermark, a slot or the pace has changed.</summary>
    public QueueState State { get; private set; }

    /// <summary>When the next slot ends by itself; none: no one is in.</summary>
    public DateTimeOffset? NextEndAt { get; private set; }

    public int WaitingCount => _line.WaitingCount;

    /// <summary>What was decided since the last call, in its order.</summary>
    public IReadOnlyList<PlaceChange> TakeChanges()
    {
        if (_changes.Count == 0) return [];
        PlaceChange[] changes = [.. _changes];
        _changes.Clear();
        return changes;
    }

    /// <summary>Gives the user a place at the end of the line, or finds the one there is.</summary>
    public (long Place, bool IsNew) Join(UserId user, DateTimeOffset now)
    {
        if (_line.TryFind(user, out var place)) return (place, false);
        place = _line.Append(user);
        _changes.Add(PlaceChange.Join(place, user, now));
        return (place, true);
    }

    /// <summary>Ends the slots that are over and lets in who is next.</summary>
    public void Admit(DateTimeOffset now)
    {
        if (now >= NextEndAt) EndOverdue(now);
        var next = AdmissionRules.Admit(State, _line, _options, now);
        for (var place = State.Watermark + 1; place <= next.Watermark; place++)
        {
            if (next.Slots.GetValueOrDefault(place) is not { } slot) continue;
            NoteEnd(slot);
            _changes.Add(PlaceChange.Admit(slot));
        }

        Become(next);
    }

    /// <summary>The live slot of a place, claimed by being asked for; none: it waits, or is over.</summary>
    public Slot? Claim(QueuePlace place, DateTimeOffset now)
    {
        if (AdmissionRules.FindSlot(State, place, _options, now) is not { } slot) return null;
        if (slot.IsClaimed) return slot;
        NoteEnd(slot with { IsClaimed = true });
        _changes.Add(PlaceChange.Claim(slot, now));
        Become(AdmissionRules.Claim(State, slot));
        return slot;
    }

    public bool IsWaiting(QueuePlace place) => _line.UserAt(place.Place) == place.UserId;

    /// <summary>1 is next.</summary>
    public long PositionOf(long place) => _line.PositionOf(place);

    /// <summary>The user gives the place up while waiting, or pays or leaves once let in.</summary>
    public void Leave(QueuePlace place, DateTimeOffset now)
    {
        if (IsWaiting(place))
        {
            _line.Depart(place.Place);
            _changes.Add(PlaceChange.Depart(place.Place, place.UserId, now));
            return;
        }

        var next = AdmissionRules.Leave(State, place, _options, now);
        if (next.Slots.Count < State.Slots.Count) End(State.Slots[place.Place], now);
        Become(next);
    }

    private void EndOverdue(DateTimeOffset now)
    {
        var over = new HashSet<Slot>();
        while (_ends.TryPeek(out var place, out var end) && end <= now)
        {
            _ends.Dequeue();
            if (LiveSlot(place, end) is { } slot) over.Add(slot);
        }

        foreach (var slot in over) End(slot, now);
        Become(AdmissionRules.EndOverdue(State, over, _options, now));
    }

    private void End(Slot slot, DateTimeOffset now)
    {
        _line.Forget(slot.UserId, slot.Place);
        _changes.Add(PlaceChange.End(slot, now));
    }

    private void Become(QueueState next)
    {
        if (ReferenceEquals(next, State)) return;
        if (next.Watermark > _line.Watermark) _line.Pass(next.Watermark);
        State = next;
        NextEndAt = FindNextEnd();
    }

    private void NoteEnd(Slot slot) => _ends.Enqueue(slot.Place, slot.EndsAt(_options.ClaimWindow));

    private void NoteAllEnds()
    {
        _ends.Clear();
        foreach (var slot in State.Slots.Values) NoteEnd(slot);
    }

    private DateTimeOffset? FindNextEnd()
    {
        // Slots that are paid for long before their end leave it behind.
        if (_ends.Count > MinEndsKept && _ends.Count > 4 * State.Slots.Count) NoteAllEnds();
        while (_ends.TryPeek(out var place, out var end))
        {
            if (LiveSlot(place, end) is not null) return end;
            _ends.Dequeue();
        }

        return null;
    }

    private Slot? LiveSlot(long place, DateTimeOffset end) =>
        State.Slots.GetValueOrDefault(place) is { } slot && slot.EndsAt(_options.ClaimWindow) == end ? slot : null;
}
