namespace Concert.Bench.Simulation;

/// <summary>Those who wait: who is there, who gives up, who is admitted or passed over.</summary>
internal sealed partial class Evening
{
    // A report for each third of the time after which a user counts as away, and more users than have their turn in it.
    private const int ReportedCount = 20_000;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);

    // Passed over, or back after a missed turn.
    private readonly List<QueuePlace> _inFront = [];

    private long _admittedCount;

    private void ThinkLater(SimulatedUser person, QueuePlace place) =>
        _agenda.After(person.Dice.Exponential(Habits.ThinksEvery), () => Think(person, place));

    // Whoever is away does not leave either.
    private void Think(SimulatedUser person, QueuePlace place)
    {
        if (person.Place != place || !_door.IsWaiting(place)) return;
        if (!person.IsAway(Now) && person.Dice.Happens(LikelihoodOfLeaving(place))) GiveUp(person, place);
        else ThinkLater(person, place);
    }

    private double LikelihoodOfLeaving(QueuePlace place)
    {
        if (!_door.IsOpen) return Habits.LeavesLobby;
        var notice = new QueueNotice(false, null, _supply.IsSoldOut, _supply.LikelyThrough(_admittedCount, _door.SlotCount));
        return QueueOutlooks.Of(notice, _door.PositionOf(place)) switch
        {
            QueueOutlook.SoldOut => Habits.LeavesSoldOut,
            QueueOutlook.Unlikely => Habits.LeavesUnlikely,
            _ => Habits.LeavesLikely,
        };
    }

    private void GiveUp(SimulatedUser person, QueuePlace place)
    {
        if (person.Place != place || !_door.IsWaiting(place)) return;
        person.IsDone = true;
        _figures.LeftCount++;
        _judge.Leaves(_order.TurnOf(place.Place));
        _door.Leave(place, Limits);
        Advance();
    }

    // The page polls again, and the gateway reports it at once.
    private void IsBack(SimulatedUser person, QueuePlace place)
    {
        if (person.Place != place || !_door.IsWaiting(place)) return;
        _door.See(place);
        if (_door.IsOpen) _judge.IsBack(_order.TurnOf(place.Place));
        Advance();
    }

    // Gateways report who polls or streams. Only those who may have their turn before the next report make a difference.
    private void ReportPresence()
    {
        // In the lobby nobody knows who is next.
        var through = _door.IsOpen ? Math.Min(_byPlace.Count, _door.Watermark + ReportedCount) : _byPlace.Count;
        for (var turn = _door.Watermark + 1; turn <= through; turn++)
        {
            var person = _byPlace[(int)_order.PlaceAt(turn) - 1];
            ReportIfSeen(person, new(person.UserId, _order.PlaceAt(turn)));
        }

        _inFront.RemoveAll(place => !_door.IsWaiting(place));
        foreach (var place in _inFront) ReportIfSeen(_byPlace[(int)place.Place - 1], place);

        _agenda.After(ReportInterval, ReportPresence);
    }

    private void ReportIfSeen(SimulatedUser person, QueuePlace place)
    {
        if (person.LastSeen(Now) > Now - ReportInterval) _door.See(place);
    }

    private void Note(PlaceChange change)
    {
        var person = _byPlace[(int)change.Place - 1];
        var place = new QueuePlace(change.UserId, change.Place);
        if (change.To == PlaceStatus.Admitted) IsAdmitted(person, place);
        else if (Door.IsPassOver(change)) IsPassedOver(person, place);
        else if (Door.IsMiss(change)) IsMissed(person);
    }

    private void IsAdmitted(SimulatedUser person, QueuePlace place)
    {
        _admittedCount++;
        _judge.IsAdmitted(_order.TurnOf(place.Place));
        _addresses.IsAdmitted(person.AddressTag, Now);
        if (!person.WasAdmitted) NoteWait(person);
        person.WasAdmitted = true;
        if (person.IsScript) _agenda.After(person.Dice.UpTo(Habits.ScriptPoll), () => Notices(person, place));
        else if (!person.IsAway(Now)) _agenda.After(person.Dice.UpTo(person.IsInBackground ? Habits.BackgroundPoll : Habits.StreamDelay), () => Notices(person, place));
        else if (person.AwayUntil < TimeSpan.MaxValue) _agenda.At(person.AwayUntil, () => Notices(person, place));
    }

    private void IsPassedOver(SimulatedUser person, QueuePlace place)
    {
        _judge.IsPassedOver(_order.TurnOf(place.Place));
        _inFront.Add(place);
        // Between two reports a gateway knows of a user who was there.
        if (person.LastSeen(Now) <= Now - _queue.AbsentAfter + ReportInterval)
        {
            _figures.AbsentPassedCount++;
            return;
        }

        _figures.AddressPassedCount++;
        if (!person.IsScript) _figures.AddressPassedFanCount++;
        _addresses.IsPassedOver(person.AddressTag, Now);
    }

    private void IsMissed(SimulatedUser person)
    {
        _figures.MissedCount++;
        _use.UnclaimedSeconds += _queue.ClaimWindowOf(person.AsksToBeCalled).TotalSeconds;
    }

    private void NoteWait(SimulatedUser person)
    {
        var wait = (Now - (person.JoinedAt > _opensAt ? person.JoinedAt : _opensAt)).TotalSeconds;
        if (person.IsScript)
        {
            _figures.ScriptWaits.Add(wait);
            return;
        }

        _figures.AdmittedFanCount++;
        _figures.FanWaits.Add(wait);
        if (person.SharesAddress) _figures.SharedAddressWaits.Add(wait);
    }
}
