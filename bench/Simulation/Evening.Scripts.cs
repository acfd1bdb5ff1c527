namespace Concert.Bench.Simulation;

/// <summary>What the accounts of a script do with a slot: everything at once, and again.</summary>
internal sealed partial class Evening
{
    // Before the hold ends, so that nobody else can take the seats in between.
    private static readonly TimeSpan BeforeEnd = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ChurnsAfter = TimeSpan.FromSeconds(10);

    private int _scriptHeldCount;

    private void ClaimByScript(SimulatedUser account, QueuePlace place)
    {
        if (!_door.Claim(place)) return;
        Advance();
        _agenda.After(Habits.ScriptChooses, () => HoldByScript(account, place, []));
    }

    /// <param name="wanted">The seats that the account had; it takes them again if it may.</param>
    private void HoldByScript(SimulatedUser account, QueuePlace place, List<int> wanted)
    {
        if (!_door.HasSlot(place) || !_plan.Defenses.MayHold(account.HoldCount))
        {
            JoinAgain(account, place);
            return;
        }

        var seats = wanted.Count > 0 && wanted.All(seat => account.MayTake(seat, Now)) ? wanted : ChooseFor(account);
        if (seats.Count == 0 || !_hall.TryHold(seats))
        {
            // A seat may come back while the slot lasts.
            _agenda.After(Habits.ScriptPays, () => HoldByScript(account, place, []));
            return;
        }

        account.HoldCount++;
        _figures.ScriptHoldCount++;
        _scriptHeldCount += seats.Count;
        if (_plan.Script!.Aim == ScriptAim.Buys) _agenda.After(Habits.ScriptPays, () => PayByScript(account, place, seats));
        else Keep(account, place, seats, isSameAgain: ReferenceEquals(seats, wanted));
    }

    private void Keep(SimulatedUser account, QueuePlace place, List<int> seats, bool isSameAgain)
    {
        var holds = _plan.Script!.Aim == ScriptAim.Hoards ? _holdDuration - BeforeEnd : ChurnsAfter;
        account.KeptFor = (isSameAgain ? account.KeptFor : TimeSpan.Zero) + holds;
        _figures.LongestKeptMinutes = Math.Max(_figures.LongestKeptMinutes, account.KeptFor.TotalMinutes);
        _agenda.After(holds, () => LetGoByScript(account, place, seats, holds));
    }

    private void PayByScript(SimulatedUser account, QueuePlace place, List<int> seats)
    {
        _hall.Sell(seats);
        _scriptHeldCount -= seats.Count;
        account.SeatCount += seats.Count;
        _figures.ScriptSeatCount += seats.Count;
        JoinAgain(account, place);
    }

    private void LetGoByScript(SimulatedUser account, QueuePlace place, List<int> seats, TimeSpan heldFor)
    {
        _hall.Return(seats);
        _scriptHeldCount -= seats.Count;
        _figures.HoardedSeatMinutes += seats.Count * heldFor.TotalMinutes;
        account.LetGo(seats, Now + _plan.Defenses.SeatCooldown);
        HoldByScript(account, place, _plan.Script!.Aim == ScriptAim.Hoards ? seats : []);
    }

    private void JoinAgain(SimulatedUser account, QueuePlace place)
    {
        _door.Leave(place, Limits);
        Advance();
        if (account.SeatCount < account.SeatsWanted) TryJoin(account, hasSolved: false);
    }
}
