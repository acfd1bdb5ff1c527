using Concert.Limits;
using Concert.Users;

namespace Concert.Bench.Simulation;

/// <summary>One evening to simulate: the sale, its crowd, its scripts and the defenses. The defaults are the service's own.</summary>
internal sealed record EveningPlan
{
    public ulong Seed { get; init; } = 1;

    public int SeatCount { get; init; } = 20_000;

    public CrowdPlan Crowd { get; init; } = new();

    public ScriptPlan? Script { get; init; }

    public Defenses Defenses { get; init; } = new();

    public QueueOptions Queue { get; init; } = new();

    /// <summary>How long before the opening users can join.</summary>
    public TimeSpan Lobby { get; init; } = new QueueOptions().LobbyBefore;

    /// <summary>The most admissions of one address in any minute, as the queue grain says it; null: any number.</summary>
    public int? AdmissionsPerAddress =>
        new QueueOptions { AdmissionsPerAddressPerMinute = Defenses.AdmissionsPerAddressPerMinute }.AdmissionsPerAddressOf(SeatCount);

    /// <summary>The simulation ends so long after the opening, if seats are left.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(6);
}

/// <summary>How many fans there are, and how they differ. docs/simulation.md gives a reason for each share.</summary>
internal sealed record CrowdPlan
{
    public int FanCount { get; init; } = 1_000_000;

    public double EarlyShare { get; init; } = 0.35;

    /// <summary>Fans behind an address that a carrier or a household shares, and how many share one.</summary>
    public (double Share, int Size) Shared { get; init; } = (0.25, 50);

    public (double Share, int Size) Campus { get; init; } = (0.05, 2_000);

    public double BackgroundShare { get; init; } = 0.15;

    public double CalledShare { get; init; } = 0.3;

    /// <summary>Phones that sleep for some minutes.</summary>
    public double AwayShare { get; init; } = 0.1;

    /// <summary>Tabs that are closed without leaving the queue.</summary>
    public double GoneShare { get; init; } = 0.06;

    public double IdleShare { get; init; } = 0.02;

    public double SlowShare { get; init; } = 0.1;

    public double TabsShare { get; init; } = 0.08;

    /// <summary>Fans with two to four accounts, each in a browser of its own.</summary>
    public double AccountsShare { get; init; } = 0.03;

    /// <summary>Fans neither give up nor let seats go.</summary>
    public bool IsDetermined { get; init; }

    /// <summary>Fans who are there and buy, each with one browser and an address of their own.</summary>
    public static CrowdPlan Determined(int fanCount, double earlyShare) => new()
    {
        FanCount = fanCount,
        EarlyShare = earlyShare,
        Shared = (0, 1),
        Campus = (0, 1),
        BackgroundShare = 0,
        AwayShare = 0,
        GoneShare = 0,
        IdleShare = 0,
        TabsShare = 0,
        AccountsShare = 0,
        IsDetermined = true,
    };
}

/// <param name="AccountCount">Users that the script made beforehand, each with a token.</param>
/// <param name="AddressCount">Addresses that it sends from. It has one machine.</param>
/// <param name="Aim">What its accounts do with a slot.</param>
internal sealed record ScriptPlan(int AccountCount, int AddressCount, ScriptAim Aim = ScriptAim.Buys);

internal enum ScriptAim
{
    /// <summary>Buys as many seats as each account may, at once.</summary>
    Buys,

    /// <summary>Keeps as many seats from others as it can, without paying: it sells them first.</summary>
    Hoards,

    /// <summary>Holds seats for some seconds, lets them go and holds others, so that the map changes under everybody's finger.</summary>
    Churns,
}

/// <summary>What stands between one script and all seats. 0 turns a limit off.</summary>
internal sealed record Defenses
{
    public bool HasChallenge { get; init; } = true;

    public bool HasDraw { get; init; } = true;

    public int JoinsPerAddressPerMinute { get; init; } = new RateLimitOptions().NewPlacesPerAddressPerMinute;

    public int? AdmissionsPerAddressPerMinute { get; init; }

    public int HoldsPerSlot { get; init; } = new ReservationsOptions().MaxHoldsPerSlot;

    public TimeSpan SeatCooldown { get; init; } = new ReservationsOptions().SeatCooldown;

    public int SeatsPerUser { get; init; } = new ReservationsOptions().MaxSeatsPerUser;

    public bool MayHold(int holdCount) => HoldsPerSlot == 0 || holdCount < HoldsPerSlot;
}
