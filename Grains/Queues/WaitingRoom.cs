using System.Collections.Immutable;
using Concert.Options;

namespace Concert.Queues;

/// <summary>
/// The state that is kept and the line in memory, moved on together by <see cref="AdmissionRules"/>. Plain: commands and the
/// time come in, <see cref="State"/> is what must be made durable. The grain around it writes.
/// </summary>
internal sealed class WaitingRoom
{
    private const int MinEndsKept = 1_024;

    private readonly QueueOptions _options;
    private readonly WaitingLine _line;

    // When slots end. Those that ended otherwise, or last longer by now, are dropped as they come up: looking through all slots
    // at each step is what a queue that lets in hundreds a second would spend its time on.
    private readonly PriorityQueue<long, DateTimeOffset> _ends = new();
    private long _durablePlace;

    /// <param name="state">What was kept.</param>
    /// <param name="places">The durable places above the watermark, in order.</param>
    /// <param name="options">The operator's rules.</param>
    public WaitingRoom(QueueState state, IEnumerable<PlaceRow> places, QueueOptions options)
    {
        State = state;
        _options = options;
        _line = new(state.Watermark);
        foreach (var slot in state.Slots.Values) _line.Occupy(slot.UserId, slot.Place);
        SparePlaces = [.. places.Where(place => !_line.Restore(place)).Select(place => place.Place)];
        _durablePlace = _line.LastPlace;
        NoteAllEnds();
        NextEndAt = FindNextEnd();
    }

    /// <summary>Replaced by another whenever something changed that must be written.</summary>
    public QueueState State { get; private set; }

    /// <summary>When the next slot ends by itself; none: no one is in.</summary>
    public DateTimeOffset? NextEndAt { get; private set; }

    /// <summary>
    /// Places that were written before the end of their user's earlier one was, by a process that died in between. Nobody was
    /// told of them: they count as departed, and must be made so.
    /// </summary>
    public ImmutableArray<long> SparePlaces { get; }

    public int WaitingCount => _line.WaitingCount;

    /// <summary>Gives the user a place at the end of the line, or finds the one there is.</summary>
    /// <returns>The place, and whether it is new: then it must be written, and <see cref="PlaceIsDurable"/> be told.</returns>
    public (long Place, bool IsNew) Join(UserId user) =>
        _line.TryFind(user, out var place) ? (place, false) : (_line.Append(user), true);

    /// <summary>That place, and so every one before it, is durable: it may be let in.</summary>
    public void PlaceIsDurable(long place) => _durablePlace = Math.Max(_durablePlace, place);

    /// <summary>Ends the slots that are over and lets in who is next.</summary>
    public void Admit(DateTimeOffset now)
    {
        if (now >= NextEndAt) EndOverdue(now);
        var next = AdmissionRules.Admit(State, _line, _durablePlace, _options, now);
        for (var place = State.Watermark + 1; place <= next.Watermark; place++)
        {
            if (next.Slots.GetValueOrDefault(place) is { } slot) NoteEnd(slot);
        }

        Become(next);
    }

    /// <summary>The live slot of a place, claimed by being asked for; none: it waits, or is over.</summary>
    public Slot? Claim(QueuePlace place, DateTimeOffset now)
    {
        if (AdmissionRules.FindSlot(State, place, _options, now) is not { } slot) return null;
        if (!slot.IsClaimed) NoteEnd(slot with { IsClaimed = true });
        Become(AdmissionRules.Claim(State, slot));
        return slot;
    }

    public bool IsWaiting(QueuePlace place) => _line.UserAt(place.Place) == place.UserId;

    /// <summary>1 is next.</summary>
    public long PositionOf(long place) => _line.PositionOf(place);

    /// <summary>A waiting user gives the place up.</summary>
    public void Depart(QueuePlace place) => _line.Depart(place.Place);

    /// <summary>An active user pays or leaves.</summary>
    public void Leave(QueuePlace place, DateTimeOffset now)
    {
        var next = AdmissionRules.Leave(State, place, _options, now);
        if (next.Slots.Count < State.Slots.Count) _line.Forget(place.UserId, place.Place);
        Become(next);
    }

    private void EndOverdue(DateTimeOffset now)
    {
        var next = AdmissionRules.EndOverdue(State, _options, now);
        foreach (var ended in State.Slots.Values.Where(slot => !next.Slots.ContainsKey(slot.Place)))
            _line.Forget(ended.UserId, ended.Place);
        Become(next);
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
            if (State.Slots.GetValueOrDefault(place) is { } slot && slot.EndsAt(_options.ClaimWindow) == end) return end;
            _ends.Dequeue();
        }

        return null;
    }
}
