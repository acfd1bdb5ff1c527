namespace Concert.Bench.Simulation;

/// <summary>Those who are admitted: they notice it, choose seats, hold them, and pay or let them go.</summary>
internal sealed partial class Evening
{
    // The page is there. It claims the slot by itself, unless its user asked to be called: then only the user does.
    private void Notices(SimulatedUser person, QueuePlace place)
    {
        if (person.IsScript)
        {
            ClaimByScript(person, place);
        }
        else if (person.AsksToBeCalled)
        {
            // A called user who is not there does not use the slot up.
            if (!person.IsIdle) _agenda.After(Reaction(person), () => Claim(person, place, TimeSpan.Zero));
        }
        else
        {
            Claim(person, place, Reaction(person));
        }
    }

    private static TimeSpan Reaction(SimulatedUser person) => person.Dice.Exponential(
        !person.IsInBackground ? Habits.ReactsWithin
        : person.AsksToBeCalled ? Habits.ReactsToCallWithin
        : Habits.ReactsInBackgroundWithin);

    private void Claim(SimulatedUser person, QueuePlace place, TimeSpan reaction)
    {
        if (person.IsDone) return;
        if (!_door.Claim(place))
        {
            ComeBack(person, place);
            return;
        }

        Advance();
        if (!person.IsIdle) _agenda.After(reaction, () => Look(person, place, tries: 0));
    }

    private void ComeBack(SimulatedUser person, QueuePlace place)
    {
        if (person.Place != place || _door.IsWaiting(place) || !_door.Return(person, place)) return;
        _figures.ReturnedCount++;
        _judge.Waits(_order.TurnOf(place.Place));
        _inFront.Add(place);
        Advance();
    }

    private void Look(SimulatedUser person, QueuePlace place, int tries)
    {
        if (person.IsDone || !_door.HasSlot(place)) return;
        var seats = ChooseFor(person);
        if (seats.Count == 0 || !_plan.Defenses.MayHold(person.HoldCount))
        {
            // Nothing is free, or the user has held as often as a slot allows.
            if (seats.Count == 0) _figures.FruitlessCount++;
            else _figures.HoldLimitCount++;
            GiveSlotBack(person, place);
            return;
        }

        var median = tries == 0 ? Habits.Chooses : Habits.ChoosesAgain;
        _agenda.After(person.Dice.LogNormal(median, Habits.Spread) * person.Slowness, () => Press(person, place, seats, tries));
    }

    private void Press(SimulatedUser person, QueuePlace place, List<int> seats, int tries)
    {
        if (person.IsDone || !_door.HasSlot(place)) return;
        _door.NoteTry(place);
        if (_hall.TryHold(seats))
        {
            Held(person, place, seats);
            return;
        }

        _figures.TakenCount++;
        // After some failures the user lets the service choose.
        if (tries + 1 < Habits.Tries) Look(person, place, tries + 1);
        else if (ChooseFor(person) is { Count: > 0 } best && _hall.TryHold(best)) Held(person, place, best);
        else GiveSlotBack(person, place);
    }

    private void Held(SimulatedUser person, QueuePlace place, List<int> seats)
    {
        person.HoldCount++;
        var dice = person.Dice;
        var pays = dice.LogNormal(Habits.Pays, Habits.Spread) * person.Slowness;
        if (_plan.Crowd.IsDetermined) _agenda.After(pays < _holdDuration ? pays : _holdDuration / 2, () => Pay(person, place, seats));
        else if (dice.Happens(Habits.LetsLapse)) _agenda.After(_holdDuration, () => LetGo(person, place, seats, looksAgain: false));
        else if (dice.Happens(Habits.ChangesMind)) _agenda.After(dice.Exponential(Habits.ChangesMindAfter), () => LetGo(person, place, seats, looksAgain: true));
        else if (pays < _holdDuration) _agenda.After(pays, () => Pay(person, place, seats));
        else _agenda.After(_holdDuration, () => LetGo(person, place, seats, looksAgain: true));
    }

    private void LetGo(SimulatedUser person, QueuePlace place, List<int> seats, bool looksAgain)
    {
        _hall.Return(seats);
        person.LetGo(seats, Now + _plan.Defenses.SeatCooldown);
        if (looksAgain) Look(person, place, tries: 0);
    }

    // The hold is the right to pay, also after the end of the slot.
    private void Pay(SimulatedUser person, QueuePlace place, List<int> seats)
    {
        _hall.Sell(seats);
        person.SeatCount += seats.Count;
        person.IsDone = true;
        _figures.BuyerCount++;
        _figures.FanSeatCount += seats.Count;
        _door.Leave(place, Limits);
        Advance();
        foreach (var other in person.Accounts ?? []) LeaveToo(other);
    }

    // Who has bought with one account needs no others.
    private void LeaveToo(SimulatedUser other)
    {
        if (other.IsDone || other.Place is not { } place) return;
        if (_door.IsWaiting(place)) GiveUp(other, place);
        else GiveSlotBack(other, place);
    }

    private void GiveSlotBack(SimulatedUser person, QueuePlace place)
    {
        person.IsDone = true;
        _door.Leave(place, Limits);
        Advance();
    }

    private List<int> ChooseFor(SimulatedUser person) =>
        _hall.Choose(Math.Min(person.SeatsWanted, _plan.Defenses.SeatsPerUser - person.SeatCount), person.Dice, seat => person.MayTake(seat, Now));
}
