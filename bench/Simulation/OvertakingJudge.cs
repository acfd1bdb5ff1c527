namespace Concert.Bench.Simulation;

/// <summary>
/// Judges the order of admission by what is reported to it, without the code of the queue: whoever is admitted while another waits at a lower
/// turn has overtaken that one. It is excused while the other is passed over.
/// </summary>
/// <param name="isAtBound">Whether the address of a turn is at its bound.</param>
internal sealed class OvertakingJudge(Func<long, bool> isAtBound)
{
    // By turn; index 0 is the first turn.
    private readonly List<Standing> _standings = [];
    private readonly HashSet<int> _overtaken = [];

    // Nobody who can be overtaken waits below it.
    private int _lowest;
    private int _highestAdmitted = -1;

    /// <summary>Users who waited, and were not passed over, while somebody with a later turn was admitted.</summary>
    public int OvertakenCount => _overtaken.Count;

    /// <summary>Users who were admitted after a later turn, because they had been passed over or had missed their turn.</summary>
    public int LateAdmittedCount { get; private set; }

    /// <summary>Users who wait and may be admitted.</summary>
    public int WaitingCount { get; private set; }

    public void Waits(long turn) => Set(turn, Standing.Waits);

    /// <summary>The user was away, and waits in front of the line if the turn was passed over.</summary>
    public void IsBack(long turn)
    {
        if (_standings[(int)turn - 1] == Standing.PassedOver) Set(turn, Standing.Waits);
    }

    /// <summary>The user is absent, or the address is over its bound.</summary>
    public void IsPassedOver(long turn) => Set(turn, Standing.PassedOver);

    /// <summary>The user gave up, or has missed the turn.</summary>
    public void Leaves(long turn) => Set(turn, Standing.Left);

    public void IsAdmitted(long turn)
    {
        var index = (int)turn - 1;
        while (_lowest < _standings.Count && _standings[_lowest] != Standing.Waits) _lowest++;
        for (var other = _lowest; other < index; other++)
        {
            if (_standings[other] == Standing.Waits && !isAtBound(other + 1)) _overtaken.Add(other);
        }

        if (index < _highestAdmitted) LateAdmittedCount++;
        _highestAdmitted = Math.Max(_highestAdmitted, index);
        Set(turn, Standing.Left);
    }

    private void Set(long turn, Standing standing)
    {
        var index = (int)turn - 1;
        while (_standings.Count <= index) _standings.Add(Standing.Left);
        WaitingCount += (standing == Standing.Waits ? 1 : 0) - (_standings[index] == Standing.Waits ? 1 : 0);
        _standings[index] = standing;
        if (standing == Standing.Waits) _lowest = Math.Min(_lowest, index);
    }

    private enum Standing : byte
    {
        Left,
        Waits,
        PassedOver,
    }
}
