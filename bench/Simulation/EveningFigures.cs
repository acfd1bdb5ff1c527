namespace Concert.Bench.Simulation;

/// <summary>What is counted in one evening.</summary>
internal sealed class EveningFigures
{
    public int FanCount { get; init; }

    public int JoinedCount { get; set; }

    public int EarlyCount { get; set; }

    /// <summary>Early places that the draw put behind one who came later.</summary>
    public int DrawnBehindCount { get; set; }

    /// <summary>Places in the draw that a script has.</summary>
    public int ScriptEarlyCount { get; set; }

    /// <summary>Joins that waited for the limit of their address; of fans.</summary>
    public int DelayedFanCount { get; set; }

    /// <summary>How long fans solved challenges, in seconds.</summary>
    public List<double> SolvedSeconds { get; } = [];

    /// <summary>How long admitted users waited since the opening, or since they joined; in seconds.</summary>
    public List<double> FanWaits { get; } = [];

    public List<double> SharedAddressWaits { get; } = [];

    public List<double> ScriptWaits { get; } = [];

    public int LeftCount { get; set; }

    public int AdmittedFanCount { get; set; }

    public int FruitlessCount { get; set; }

    public int MissedCount { get; set; }

    public int ReturnedCount { get; set; }

    public int AbsentPassedCount { get; set; }

    public int AddressPassedCount { get; set; }

    public int AddressPassedFanCount { get; set; }

    public int WronglyPassedCount { get; set; }

    public int OverBoundCount { get; set; }

    public int OvertakenCount { get; set; }

    public int LateAdmittedCount { get; set; }

    public double SlotUse { get; set; }

    public double UnclaimedShare { get; set; }

    public int SeatCount { get; init; }

    public int FanSeatCount { get; set; }

    public int ScriptSeatCount { get; set; }

    /// <summary>Seats that scripts had bought or held a minute after the opening.</summary>
    public int ScriptSeatsInFirstMinute { get; set; }

    /// <summary>Holds of seats that scripts made.</summary>
    public int ScriptHoldCount { get; set; }

    /// <summary>Seats times minutes that scripts held without buying.</summary>
    public double HoardedSeatMinutes { get; set; }

    /// <summary>Seats that a fan chose, and that were taken by then.</summary>
    public int TakenCount { get; set; }

    /// <summary>Fans who had held as often as a slot allows.</summary>
    public int HoldLimitCount { get; set; }

    /// <summary>The longest time for which one account of a script kept a seat from everybody else; in minutes.</summary>
    public double LongestKeptMinutes { get; set; }

    public int BuyerCount { get; set; }

    /// <summary>Since the opening; null: not sold out.</summary>
    public TimeSpan? SoldOutAfter { get; set; }

    public long StepCount { get; set; }

    public List<EveningMinute> Minutes { get; } = [];

    public double ScriptShare => (double)ScriptSeatCount / SeatCount;

    public double ScriptShareInFirstMinute => (double)ScriptSeatsInFirstMinute / SeatCount;

    /// <summary>The value below which the share of all is; 0 if there is none.</summary>
    public static double Percentile(List<double> values, double share)
    {
        if (values.Count == 0) return 0;
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}

/// <summary>The queue at one minute of the evening.</summary>
/// <param name="At">Since the opening; negative in the lobby.</param>
internal readonly record struct EveningMinute(TimeSpan At, int Joined, int Waiting, int Active, int Sold);
