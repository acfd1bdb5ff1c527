namespace Concert.Bench.Simulation;

/// <summary>What each defense is worth: the same evenings with it and without it, for scripts with few and with many addresses.</summary>
internal static class DefenseStudy
{
    public const int SeatCount = 1_000;
    public const int AccountCount = 1_000;
    public const int ManyAccounts = 100_000;
    public const int FanCount = 20_000;
    public const int HoldingAddressCount = 10;

    // Each with an address of their own.
    public const int FewFans = 200;

    public static readonly IReadOnlyList<int> AddressCounts = [1, 10, 100];

    public static readonly TimeSpan HoldingFor = TimeSpan.FromHours(1);

    private static readonly Defenses All = new();
    private static readonly Defenses None = new()
    {
        HasChallenge = false,
        HasDraw = false,
        JoinsPerAddressPerMinute = 0,
        AdmissionsPerAddressPerMinute = 0,
        HoldsPerSlot = 0,
        SeatCooldown = TimeSpan.Zero,
        SeatsPerUser = 100,
    };

    public static readonly IReadOnlyList<DefenseVariant> Buying =
    [
        new("all defenses", All),
        new("without the challenge", All with { HasChallenge = false }),
        new("without joins per address", All with { JoinsPerAddressPerMinute = 0 }),
        new("without admissions per address", All with { AdmissionsPerAddressPerMinute = 0 }),
        new("without the draw", All with { HasDraw = false }),
        new("100 seats for a user", All with { SeatsPerUser = 100 }),
        new("none", None),
    ];

    public static readonly IReadOnlyList<DefenseVariant> Few =
    [
        new("all defenses", All),
        new("without admissions per address", All with { AdmissionsPerAddressPerMinute = 0 }),
        new("100 seats for a user", All with { SeatsPerUser = 100 }),
        new("none", None),
    ];

    public static readonly IReadOnlyList<DefenseVariant> Joining =
    [
        new("both", All),
        new("without the challenge", All with { HasChallenge = false }),
        new("without joins per address", All with { JoinsPerAddressPerMinute = 0 }),
        new("without either", All with { HasChallenge = false, JoinsPerAddressPerMinute = 0 }),
    ];

    public static readonly IReadOnlyList<DefenseVariant> Holding =
    [
        new("all defenses", All),
        new("any number of holds for a slot", All with { HoldsPerSlot = 0 }),
        new("without the cooldown of a seat", All with { SeatCooldown = TimeSpan.Zero }),
        new("without either", All with { HoldsPerSlot = 0, SeatCooldown = TimeSpan.Zero }),
        new("without admissions per address", All with { AdmissionsPerAddressPerMinute = 0 }),
    ];

    /// <summary>A script buys, beside fans who come early and late.</summary>
    public static EveningPlan Buys(ulong seed, Defenses defenses, int addressCount, bool hasLobby) => new()
    {
        Seed = seed,
        SeatCount = SeatCount,
        Crowd = new() { FanCount = FanCount },
        Script = new(AccountCount, addressCount),
        Defenses = defenses,
        Lobby = hasLobby ? new QueueOptions().LobbyBefore : TimeSpan.Zero,
    };

    /// <summary>A script with very many accounts joins in the lobby. What counts is its places in the draw.</summary>
    public static EveningPlan Joins(ulong seed, Defenses defenses, int addressCount) => new()
    {
        Seed = seed,
        SeatCount = SeatCount,
        Crowd = new() { FanCount = FanCount },
        Script = new(ManyAccounts, addressCount),
        Defenses = defenses,
        Longest = TimeSpan.FromSeconds(1),
    };

    /// <summary>A script holds seats without buying them.</summary>
    public static EveningPlan Holds(ulong seed, Defenses defenses, ScriptAim aim) => new()
    {
        Seed = seed,
        SeatCount = SeatCount,
        Crowd = new() { FanCount = FanCount },
        Script = new(AccountCount, HoldingAddressCount, aim),
        Defenses = defenses,
        Longest = HoldingFor,
    };

    /// <summary>One script on one address beside few fans, all of whom are early.</summary>
    public static EveningPlan FewFansBesideAScript(ulong seed, Defenses defenses, bool hasLobby) => new()
    {
        Seed = seed,
        SeatCount = SeatCount,
        Crowd = CrowdPlan.Determined(FewFans, earlyShare: 1),
        Script = new(AccountCount, AddressCount: 1),
        Defenses = defenses,
        Lobby = hasLobby ? new QueueOptions().LobbyBefore : TimeSpan.Zero,
        Longest = TimeSpan.FromMinutes(15),
    };
}

internal sealed record DefenseVariant(string Name, Defenses Defenses);
