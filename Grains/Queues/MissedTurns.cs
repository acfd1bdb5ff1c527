namespace Concert.Queues;

/// <summary>The users who missed their turn, for as long as each of them may come back.</summary>
internal sealed class MissedTurns
{
    /// <summary>How long after the end of the claim window a user may come back.</summary>
    public static readonly TimeSpan ReturnWindow = TimeSpan.FromMinutes(10);

    private readonly Dictionary<UserId, MissedTurn> _byUser = [];
    private readonly SortedSet<long> _turns = [];
    private readonly PriorityQueue<MissedTurn, TimeSpan> _inOrder = new();

    /// <summary>The lowest turn; null when there is none.</summary>
    public long? LowestTurn => _turns.Count == 0 ? null : _turns.Min;

    public void Add(MissedTurn missed)
    {
        _byUser[missed.Place.UserId] = missed;
        _turns.Add(missed.Turn);
        _inOrder.Enqueue(missed, missed.Until);
    }

    /// <summary>The turn that the user missed and may come back to; null when there is none.</summary>
    public MissedTurn? Find(UserId user, TimeSpan now) =>
        _byUser.GetValueOrDefault(user) is { } missed && now < missed.Until ? missed : null;

    public void Remove(MissedTurn missed)
    {
        if (_byUser.GetValueOrDefault(missed.Place.UserId) == missed) _byUser.Remove(missed.Place.UserId);
        _turns.Remove(missed.Turn);
    }

    public void ForgetOver(TimeSpan now)
    {
        while (_inOrder.TryPeek(out var oldest, out var until) && until <= now)
        {
            _inOrder.Dequeue();
            Remove(oldest);
        }
    }
}

/// <summary>A turn that a user missed.</summary>
/// <param name="Until">The exclusive end of the time in which the user may come back, in elapsed time.</param>
/// <param name="UntilUtc">The same by the time of day.</param>
internal sealed record MissedTurn(
    long Turn, QueuePlace Place, long AddressTag, bool IsCalled, TimeSpan Until, DateTimeOffset UntilUtc)
{
    public static MissedTurn Of(Slot slot, long turn, QueueMoment now) => new(
        turn,
        new(slot.UserId, slot.Place),
        slot.AddressTag,
        slot.IsCalled,
        now.Elapsed + MissedTurns.ReturnWindow,
        now.Utc + MissedTurns.ReturnWindow);

    public static MissedTurn Of(PlaceRow row, long turn, QueueMoment now)
    {
        var until = row.MissedAt!.Value + MissedTurns.ReturnWindow;
        // Not longer than it was meant to last, if the clock was set back since.
        var left = until - now.Utc < MissedTurns.ReturnWindow ? until - now.Utc : MissedTurns.ReturnWindow;
        return new(turn, new(row.UserId, row.Place), row.AddressTag, row.IsCalled, now.Elapsed + left, until);
    }
}
