using System.Net;

namespace Concert.Bench.Simulation;

/// <summary>One user of the service: a fan, one of several accounts of a fan, or an account of a script.</summary>
internal sealed class SimulatedUser(int id, Dice dice, IPAddress address, long addressTag)
{
    private readonly List<(int Seat, TimeSpan Until)> _resting = [];

    public UserId UserId { get; } = new($"u{id}");

    public Dice Dice { get; } = dice;

    public IPAddress Address { get; } = address;

    /// <summary>The tag of the address that the queue stores with a place.</summary>
    public long AddressTag { get; } = addressTag;

    public TimeSpan ArrivesAt { get; init; }

    public bool IsScript { get; init; }

    /// <summary>The account that a script sends after this one, from the same address.</summary>
    public SimulatedUser? Next { get; set; }

    /// <summary>Whether others at the address are other people.</summary>
    public bool SharesAddress { get; init; }

    public double HashesPerSecond { get; init; } = Habits.DesktopHashes;

    /// <summary>Tabs of one browser: all of them have the same user.</summary>
    public int TabCount { get; init; } = 1;

    /// <summary>The page is in the background: its timers run once a minute.</summary>
    public bool IsInBackground { get; init; }

    public bool AsksToBeCalled { get; init; }

    /// <summary>The page is open, and nobody sits in front of it when the turn comes.</summary>
    public bool IsIdle { get; init; }

    public double Slowness { get; init; } = 1;

    public int SeatsWanted { get; init; } = 2;

    /// <summary>The accounts of the same human, this one included; null if it is the only one.</summary>
    public List<SimulatedUser>? Accounts { get; set; }

    /// <summary>How long after joining the page is out of reach, and for how long; null: it never is.</summary>
    public (TimeSpan After, TimeSpan For)? Absence { get; init; }

    public QueuePlace? Place { get; set; }

    public TimeSpan JoinedAt { get; set; }

    public TimeSpan AwayFrom { get; private set; } = TimeSpan.MaxValue;

    public TimeSpan AwayUntil { get; private set; } = TimeSpan.MaxValue;

    public int SeatCount { get; set; }

    /// <summary>Holds that were made with the place.</summary>
    public int HoldCount { get; set; }

    /// <summary>How long an account of a script has kept the seats that it holds.</summary>
    public TimeSpan KeptFor { get; set; }

    public bool WasAdmitted { get; set; }

    /// <summary>The user needs no place any more.</summary>
    public bool IsDone { get; set; }

    public void Joined(QueuePlace place, TimeSpan now)
    {
        (Place, JoinedAt, HoldCount) = (place, now, 0);
        if (Absence is not { } absence || AwayFrom < TimeSpan.MaxValue) return;
        AwayFrom = now + absence.After;
        AwayUntil = absence.For < TimeSpan.MaxValue ? AwayFrom + absence.For : TimeSpan.MaxValue;
    }

    public bool IsAway(TimeSpan at) => at >= AwayFrom && at < AwayUntil;

    /// <summary>When the page was last seen by the service, at most <paramref name="now"/>.</summary>
    public TimeSpan LastSeen(TimeSpan now) => IsAway(now) ? AwayFrom : now;

    public void LetGo(IEnumerable<int> seats, TimeSpan until) => _resting.AddRange(seats.Select(seat => (seat, until)));

    public bool MayTake(int seat, TimeSpan now)
    {
        foreach (var (resting, until) in _resting)
        {
            if (resting == seat && now < until) return false;
        }

        return true;
    }
}
