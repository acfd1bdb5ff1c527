namespace Concert.Bench.Simulation;

/// <summary>
/// A queue in lanes: each user joins the lane that a hash of the user chooses, and a coordinator deals admissions to the lanes. It measures
/// how far the order of admission is from the order of arrival.
/// </summary>
internal static class LaneStudy
{
    public static readonly IReadOnlyList<int> LaneCounts = [1, 4, 16];

    // Ten thousand a minute: twenty times what 500 slots need, so that the run ends.
    private const int AdmissionsPerSecond = 167;

    // In one second as many as come at the peak in 592 s: a million joins a second.
    private const double BurstFactor = 592;

    // Each lane corrects its clock by the database's, as the opening does. What is left is half of a round trip of 10 ms.
    private static readonly TimeSpan MaxClockError = TimeSpan.FromMilliseconds(5);

    public static LaneFigures Run(LaneCrowd crowd, LaneDealing dealing, int laneCount, int userCount, ulong seed)
    {
        var arrivals = Arrivals(crowd, laneCount, userCount, new(seed));
        var lanes = Enumerable.Range(0, laneCount).Select(_ => new Queue<Arrival>()).ToArray();
        var dealer = new LaneDealer(dealing, laneCount);
        var measure = new LaneMeasure();
        var next = 0;
        var now = TimeSpan.Zero;
        while (measure.Count < userCount)
        {
            now += TimeSpan.FromSeconds(1);
            for (; next < arrivals.Count && arrivals[next].At <= now; next++) lanes[arrivals[next].Lane].Enqueue(arrivals[next]);
            foreach (var admitted in dealer.Deal(lanes, AdmissionsPerSecond)) measure.Note(admitted);
        }

        return measure.Figures(crowd, dealing, laneCount, userCount);
    }

    /// <summary>
    /// By time: the seconds by which two clocks differ, which nobody exceeds. In proportion: positions that nobody exceeds with a
    /// probability of 99 %. The number of arrivals in a lane is a random walk that is tied at both ends; the bound is Kolmogorov's, for
    /// all lanes together.
    /// </summary>
    public static double BoundOf(LaneDealing dealing, int laneCount, int userCount) =>
        laneCount == 1 ? 0
        : dealing == LaneDealing.ByTime ? 2 * MaxClockError.TotalSeconds
        : Math.Sqrt(Math.Log(2 * laneCount / 0.01) / 2) * Math.Sqrt((double)userCount * (laneCount - 1));

    private static List<Arrival> Arrivals(LaneCrowd crowd, int laneCount, int userCount, Dice dice)
    {
        var factor = crowd == LaneCrowd.Burst ? BurstFactor : 1;
        var curve = new ArrivalCurve(TimeSpan.Zero, TimeSpan.Zero);
        var errors = Enumerable.Range(0, laneCount).Select(_ => (dice.UpTo(MaxClockError) * 2) - MaxClockError).ToList();
        return
        [
            .. Enumerable.Range(0, userCount).Select(_ => curve.Late(dice) / factor).Order().Select((at, index) =>
            {
                var lane = dice.Below(laneCount);
                return new Arrival(index, at, lane, at + errors[lane]);
            }),
        ];
    }
}

internal enum LaneCrowd
{
    /// <summary>Those of an evening who come after the opening.</summary>
    Evening,

    /// <summary>The same in seconds.</summary>
    Burst,
}

internal enum LaneDealing
{
    /// <summary>Each lane gets admissions in proportion to how many wait in it.</summary>
    InProportion,

    /// <summary>The next by the time of the join is admitted, whichever lane it is in.</summary>
    ByTime,
}

/// <param name="Index">In the order of arrival, from 0.</param>
/// <param name="Stamp">The time of the join by the clock of the lane.</param>
internal readonly record struct Arrival(int Index, TimeSpan At, int Lane, TimeSpan Stamp);

/// <param name="MostSeconds">The longest time by which a user came before another who was admitted first.</param>
/// <param name="MostPositions">The most positions by which a user was admitted later than they came.</param>
internal sealed record LaneFigures(
    LaneCrowd Crowd, LaneDealing Dealing, int LaneCount, double MostSeconds, double P99Seconds, double MostPositions, double P99Positions, double Bound);
