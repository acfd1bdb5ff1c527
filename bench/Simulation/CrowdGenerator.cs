using System.Net;

namespace Concert.Bench.Simulation;

/// <summary>Makes everybody who comes, in the order in which they come. Each person has randomness of their own, so that two evenings
/// that differ in one defense have the same people.</summary>
internal sealed class CrowdGenerator(EveningPlan plan, ArrivalCurve curve)
{
    private const int MaxTabs = 5;
    private const int MaxAccounts = 4;

    private readonly Dice _dice = new(plan.Seed);
    private readonly List<SimulatedUser> _people = new(plan.Crowd.FanCount);
    private readonly Dictionary<uint, IPAddress> _shared = [];
    private uint _lastAddress = 0x0A000000;

    public List<SimulatedUser> Make()
    {
        for (var fan = 0; fan < plan.Crowd.FanCount; fan++) AddFan(_dice.Fork());
        if (plan.Script is { } script) AddScript(script, _dice.Fork());
        // Ties, of which there are few, are in the order of generation.
        return [.. _people.OrderBy(person => person.ArrivesAt)];
    }

    private void AddFan(Dice dice)
    {
        var crowd = plan.Crowd;
        var (address, addressTag, isShared) = AddressOf(dice);
        var arrivesAt = dice.Happens(crowd.EarlyShare) ? curve.Early(dice) : curve.Late(dice);
        var accountCount = dice.Happens(crowd.AccountsShare) ? 2 + dice.Below(MaxAccounts - 1) : 1;
        List<SimulatedUser>? accounts = accountCount > 1 ? [] : null;
        var seatsWanted = Math.Min(dice.Happens(0.2) ? 1 : dice.Happens(0.7) ? 2 : 3 + dice.Below(2), plan.Defenses.SeatsPerUser);
        var hashes = dice.Happens(Habits.PhoneShare) ? Habits.PhoneHashes : Habits.DesktopHashes;
        for (var account = 0; account < accountCount; account++)
        {
            var person = new SimulatedUser(_people.Count, dice.Fork(), address, addressTag)
            {
                ArrivesAt = arrivesAt + (account * TimeSpan.FromSeconds(20)),
                SharesAddress = isShared,
                HashesPerSecond = hashes,
                TabCount = dice.Happens(crowd.TabsShare) ? 2 + dice.Below(MaxTabs - 1) : 1,
                IsInBackground = dice.Happens(crowd.BackgroundShare),
                AsksToBeCalled = dice.Happens(crowd.CalledShare),
                IsIdle = dice.Happens(crowd.IdleShare),
                Slowness = dice.Happens(crowd.SlowShare) ? Habits.Slowness : 1,
                SeatsWanted = seatsWanted,
                Absence = AbsenceOf(dice),
                Accounts = accounts,
            };
            accounts?.Add(person);
            _people.Add(person);
        }
    }

    private (TimeSpan After, TimeSpan For)? AbsenceOf(Dice dice)
    {
        var share = dice.Fraction();
        if (share < plan.Crowd.GoneShare) return (dice.Exponential(Habits.GoneAfter), TimeSpan.MaxValue);
        return share < plan.Crowd.GoneShare + plan.Crowd.AwayShare
            ? (dice.Exponential(Habits.AwayAfter), dice.LogNormal(Habits.AwayFor, Habits.Spread))
            : null;
    }

    private (IPAddress Address, long AddressTag, bool IsShared) AddressOf(Dice dice)
    {
        var crowd = plan.Crowd;
        var share = dice.Fraction();
        if (share < crowd.Shared.Share) return Shared(dice, 0x64000000, crowd.Shared);
        return share < crowd.Shared.Share + crowd.Campus.Share ? Shared(dice, 0x80000000, crowd.Campus) : Own();
    }

    // As many addresses as it takes for the size on average; at least one.
    private (IPAddress Address, long AddressTag, bool IsShared) Shared(Dice dice, uint first, (double Share, int Size) kind)
    {
        var number = first + (uint)dice.Below(Math.Max(1, (int)(plan.Crowd.FanCount * kind.Share / kind.Size)));
        if (!_shared.TryGetValue(number, out var address)) _shared.Add(number, address = new(number));
        return (address, number, true);
    }

    private (IPAddress Address, long AddressTag, bool IsShared) Own()
    {
        _lastAddress++;
        return (new(_lastAddress), _lastAddress, false);
    }

    // The first account of each address comes when users can join; each of the others follows the one before.
    private void AddScript(ScriptPlan script, Dice dice)
    {
        var addresses = Enumerable.Range(0, script.AddressCount).Select(_ => Own()).ToList();
        var last = new SimulatedUser?[script.AddressCount];
        for (var account = 0; account < script.AccountCount; account++)
        {
            var at = account % script.AddressCount;
            var person = new SimulatedUser(_people.Count, dice.Fork(), addresses[at].Address, addresses[at].AddressTag)
            {
                ArrivesAt = last[at] is null ? curve.LobbyOpensAt : TimeSpan.MaxValue,
                IsScript = true,
                SharesAddress = true,
                HashesPerSecond = Habits.ScriptHashes,
                SeatsWanted = plan.Defenses.SeatsPerUser,
            };
            last[at]?.Next = person;
            last[at] = person;
            _people.Add(person);
        }
    }
}
