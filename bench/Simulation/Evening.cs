using System.Security.Cryptography;
using System.Text;
using Concert.Users;

namespace Concert.Bench.Simulation;

/// <summary>
/// One evening in virtual time: people come, join, wait, leave, are admitted, hold seats and pay. The rules of the gate, the queue, the
/// draw, the estimates and the outlook are the service's own; people and seats are simulated.
/// </summary>
internal sealed partial class Evening
{
    private static readonly TimeSpan SupplyAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Agenda _agenda = new();
    private readonly EveningPlan _plan;
    private readonly QueueOptions _queue;
    private readonly TimeSpan _holdDuration = new ReservationsOptions().HoldDuration;
    private readonly TimeSpan _opensAt;
    private readonly List<SimulatedUser> _people;
    private readonly List<SimulatedUser> _byPlace = [];
    private readonly Gateway _gateway;
    private readonly Door _door;
    private readonly Hall _hall;
    private readonly OvertakingJudge _judge;
    private readonly AddressJudge _addresses;
    private readonly SlotUse _use;
    private readonly EveningFigures _figures;
    private readonly HashSet<SimulatedUser> _sent = [];
    private DrawOrder _order = DrawOrder.OfArrival;
    private SeatSupply _supply;
    private TimeSpan? _alarmAt;
    private TimeSpan _scriptIsFreeAt;

    public Evening(EveningPlan plan)
    {
        _plan = plan;
        _queue = plan.Queue;
        var curve = new ArrivalCurve(Minute, Minute + plan.Lobby);
        var admissionsPerAddress = plan.AdmissionsPerAddress;
        _opensAt = curve.OpensAt;
        _people = new CrowdGenerator(plan, curve).Make();
        _gateway = new(plan.Defenses, _agenda);
        _door = new(_queue, admissionsPerAddress, _agenda);
        _hall = new(plan.SeatCount);
        _supply = _hall.Supply;
        _addresses = new(admissionsPerAddress);
        _judge = new(turn => !_addresses.HasRoom(_byPlace[(int)_order.PlaceAt(turn) - 1].AddressTag, Now));
        _use = new(_queue.MaxActive);
        _figures = new() { FanCount = plan.Crowd.FanCount, SeatCount = plan.SeatCount };
    }

    private TimeSpan Now => _agenda.Now;

    private AdmissionLimits Limits => new(_queue.MaxActive, IsStopped: !_door.IsOpen);

    public static EveningFigures Run(EveningPlan plan)
    {
        var evening = new Evening(plan);
        evening.Run();
        return evening._figures;
    }

    private void Run()
    {
        _agenda.At(_people[0].ArrivesAt, () => Arrive(0));
        // The last of those who are early are before it: steps of one moment run in the order in which they were added.
        _agenda.At(_opensAt, Open);
        // Who was seen earlier than that counts as away at the opening.
        _agenda.At(_opensAt - _queue.AbsentAfter, ReportPresence);
        _agenda.At(TimeSpan.Zero, NoteMinute);
        _agenda.Run(_opensAt + _plan.Longest, () => _hall.SoldCount == _hall.SeatCount);
        if (_hall.SoldCount == _hall.SeatCount) _figures.SoldOutAfter = Now - _opensAt;
        // A hall that is sold out within a minute.
        if (Now < _opensAt + Minute) NoteFirstMinute();
        NoteUse();
        (_figures.OvertakenCount, _figures.LateAdmittedCount) = (_judge.OvertakenCount, _judge.LateAdmittedCount);
        (_figures.WronglyPassedCount, _figures.OverBoundCount) = (_addresses.WrongCount, _addresses.OverCount);
        _figures.StepCount = _agenda.StepCount;
        (_figures.SlotUse, _figures.UnclaimedShare) = (_use.Share, _use.UnclaimedShare);
    }

    // One step for the next person, not a million steps at once.
    private void Arrive(int index)
    {
        var person = _people[index];
        if (index + 1 < _people.Count && _people[index + 1].ArrivesAt < TimeSpan.MaxValue) _agenda.At(_people[index + 1].ArrivesAt, () => Arrive(index + 1));
        TryJoin(person, hasSolved: false);
        for (var tab = 1; tab < person.TabCount; tab++)
            _agenda.After(tab * TimeSpan.FromSeconds(5), () => TryJoin(person, hasSolved: false));
    }

    // The gate is asynchronous for providers of captchas. The simulated challenge answers at once, so a step is complete when it returns.
    private void TryJoin(SimulatedUser person, bool hasSolved)
    {
        var joining = TryJoinAsync(person, hasSolved);
        Invariant.Holds(joining.IsCompletedSuccessfully, $"A join did not complete at once: {joining.Exception}");
    }

    private async Task TryJoinAsync(SimulatedUser person, bool hasSolved)
    {
        if (person.IsDone) return;
        var answer = await _gateway.JoinAsync(person, hasSolved, _door.WaitingCount, () => Join(person));
        if (answer.Result == JoinResult.MustWait)
        {
            if (!person.IsScript) _figures.DelayedFanCount++;
            _agenda.After(answer.Wait, () => TryJoin(person, hasSolved));
        }
        else if (answer.Result == JoinResult.MustSolve)
        {
            _agenda.At(SolvedAt(person, answer.ZeroBits), () => TryJoin(person, hasSolved: true));
        }
    }

    // The number of tries until a hash begins with so many zeros. A script has one machine for all its accounts.
    private TimeSpan SolvedAt(SimulatedUser person, int zeroBits)
    {
        var work = person.Dice.Exponential(TimeSpan.FromSeconds(Math.Pow(2, zeroBits) / person.HashesPerSecond));
        if (!person.IsScript)
        {
            _figures.SolvedSeconds.Add(work.TotalSeconds);
            return Now + work;
        }

        _scriptIsFreeAt = (_scriptIsFreeAt > Now ? _scriptIsFreeAt : Now) + work;
        return _scriptIsFreeAt;
    }

    private bool Join(SimulatedUser person)
    {
        var (number, isNew) = _door.Join(person);
        if (!isNew) return false;
        var place = new QueuePlace(person.UserId, number);
        person.Joined(place, Now);
        Invariant.Holds(_byPlace.Count == number - 1, $"Place {number} after {_byPlace.Count}.");
        _byPlace.Add(person);
        _figures.JoinedCount++;
        if (_door.IsOpen) _judge.Waits(_order.TurnOf(number));
        // A script sends its accounts one after the other from each address: the limit is the same, and no attempt is wasted.
        if (person.Next is { } next && _sent.Add(next)) _agenda.After(TimeSpan.Zero, () => TryJoin(next, hasSolved: false));
        if (!person.IsScript && !_plan.Crowd.IsDetermined) ThinkLater(person, place);
        if (person.AwayUntil < TimeSpan.MaxValue) _agenda.At(person.AwayUntil, () => IsBack(person, place));
        Advance();
        return true;
    }

    private void Open()
    {
        (_figures.EarlyCount, _figures.ScriptEarlyCount) = (_byPlace.Count, _byPlace.Count(person => person.IsScript));
        if (_plan.Defenses.HasDraw) _order = DrawOrder.Of(SHA256.HashData(Encoding.ASCII.GetBytes($"seed {_plan.Seed}")), _byPlace.Count);
        var highest = 0L;
        for (var turn = 1; turn <= _byPlace.Count; turn++)
        {
            if (_order.PlaceAt(turn) < highest) _figures.DrawnBehindCount++;
            highest = Math.Max(highest, _order.PlaceAt(turn));
        }

        foreach (var person in _byPlace)
        {
            if (_door.IsWaiting(person.Place!.Value)) _judge.Waits(_order.TurnOf(person.Place.Value.Place));
        }

        _door.Open(_plan.Defenses.HasDraw ? _order : null);
        ReadSupply();
        _agenda.After(Minute, NoteFirstMinute);
    }

    private void NoteFirstMinute() => _figures.ScriptSeatsInFirstMinute = _figures.ScriptSeatCount + _scriptHeldCount;

    private void ReadSupply()
    {
        _supply = _hall.Supply;
        _door.NoteSeats(_supply);
        Advance();
        _agenda.After(SupplyAge, ReadSupply);
    }

    // What the queue grain does at each call and at each alarm.
    private void Advance()
    {
        foreach (var change in _door.Advance(Limits)) Note(change);
        NoteUse();
        if (_door.NextDue(Limits) is not { } due || (_alarmAt is { } alarm && alarm <= due && alarm > Now)) return;
        _alarmAt = due;
        _agenda.At(due, Advance);
    }

    private void NoteUse() => _use.Note(Now, _door.SlotCount, isAwaited: _door.IsOpen && _door.HasSeats && _judge.WaitingCount > 0);

    private void NoteMinute()
    {
        _figures.Minutes.Add(new(Now - _opensAt, _figures.JoinedCount, _door.WaitingCount, _door.SlotCount, _hall.SoldCount));
        _agenda.After(Minute, NoteMinute);
    }
}
