namespace Concert.Bench.Simulation;

/// <summary>Deals admissions to the lanes, as their coordinator would.</summary>
internal sealed class LaneDealer(LaneDealing dealing, int laneCount)
{
    // What a lane was due and did not get, because admissions are whole.
    private readonly double[] _credits = new double[laneCount];

    public IEnumerable<Arrival> Deal(Queue<Arrival>[] lanes, int count) => dealing switch
    {
        LaneDealing.InProportion => DealInProportion(lanes, count),
        LaneDealing.ByTime => DealByTime(lanes, count),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes)),
    };

    private IEnumerable<Arrival> DealInProportion(Queue<Arrival>[] lanes, int count)
    {
        var waiting = lanes.Sum(lane => lane.Count);
        var left = Math.Min(count, waiting);
        if (left == 0) yield break;
        for (var lane = 0; lane < lanes.Length; lane++) _credits[lane] += (double)left * lanes[lane].Count / waiting;
        while (left > 0)
        {
            var lane = Enumerable.Range(0, lanes.Length).Where(one => lanes[one].Count > 0).MaxBy(one => _credits[one]);
            _credits[lane]--;
            left--;
            yield return lanes[lane].Dequeue();
        }
    }

    private static IEnumerable<Arrival> DealByTime(Queue<Arrival>[] lanes, int count)
    {
        for (; count > 0; count--)
        {
            if (lanes.Where(lane => lane.Count > 0).MinBy(lane => lane.Peek().Stamp) is not { } lane) yield break;
            yield return lane.Dequeue();
        }
    }
}
