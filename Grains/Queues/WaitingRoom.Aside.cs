namespace Concert.Queues;

/// <summary>Who is there, who waits in front of the line, and who missed the turn and may come back.</summary>
internal sealed partial class WaitingRoom
{
    /// <summary>The user at a place polled or streamed.</summary>
    public void NoteSeen(long place, QueueMoment now)
    {
        if (_front.Find(place) is { } front) _front.NoteSeen(front, now.Reachable);
        else if (_line.UserAt(place) is not null) _line.Set(place, _line.At(_line.TurnOf(place)).Seen(now.Reachable));
    }

    /// <summary>A gateway does not say who is there: everyone may be.</summary>
    public void NoteAllSeen(QueueMoment now) => _allSeenAt = now.Reachable;

    /// <summary>Whether the place waits in front of the line.</summary>
    public bool IsInFront(QueuePlace place) => _front.Find(place.Place)?.Place == place;

    /// <summary>The least that a waiting place waits because of the bound of its address.</summary>
    public TimeSpan AddressWaitOf(long place, QueueMoment now) =>
        _front.Find(place) is { IsThere: true } front ? _front.AddressWaitOf(front, now.Elapsed) : TimeSpan.Zero;

    /// <summary>Until when the user of a place, who missed the turn, may come back; null: not at all.</summary>
    public DateTimeOffset? ReturnByOf(QueuePlace place, QueueMoment now) =>
        _missed.Find(place.UserId, now.Elapsed) is { } missed && missed.Place == place ? missed.UntilUtc : null;

    /// <summary>The lowest turn in front of the line, or whose user may come back; null when there is none.</summary>
    private long? LowestAside =>
        _front.LowestTurn is { } front && !(_missed.LowestTurn < front) ? front : _missed.LowestTurn;

    private void Return(MissedTurn missed, bool? callMe, QueueMoment now)
    {
        _missed.Remove(missed);
        _line.Occupy(missed.Place.UserId, missed.Place.Place);
        _front.Add(new(missed.Turn, missed.Place, missed.AddressTag, isSecondTurn: true)
        {
            IsCalled = callMe ?? missed.IsCalled,
            IsThere = true,
            SeenAt = now.Reachable,
        });
        _changes.Add(PlaceChange.Return(missed.Place, callMe, now.Utc));
    }

    private void RestoreAside(PlaceRow row, long turn, QueueMoment now)
    {
        var place = new QueuePlace(row.UserId, row.Place);
        if (row.IsMissed)
        {
            var missed = MissedTurn.Of(row, turn, now);
            if (now.Elapsed < missed.Until) _missed.Add(missed);
        }

        if (!row.IsInFront) return;
        _line.Occupy(row.UserId, row.Place);
        // Whoever came back was there. The others may have been away for hours: those who are there are seen within a poll.
        var isBack = row.ReturnedAt is not null;
        _front.Add(new(turn, place, row.AddressTag, isBack) { IsCalled = row.IsCalled, IsThere = isBack, SeenAt = now.Reachable });
    }

    // Nobody counts as away before everyone had the time to be seen.
    private TimeSpan AbsentSince(QueueMoment now)
    {
        var absentSince = now.Reachable - _options.AbsentAfter;
        return _allSeenAt > absentSince ? TimeSpan.MinValue : absentSince;
    }
}
