namespace Concert.Bench.Simulation;

/// <summary>Compares the order of admission with the order of arrival.</summary>
internal sealed class LaneMeasure
{
    private readonly List<double> _seconds = [];
    private readonly List<double> _positions = [];
    private TimeSpan _latest;

    public int Count => _seconds.Count;

    public void Note(Arrival admitted)
    {
        _positions.Add(Math.Max(0, Count - admitted.Index));
        _latest = admitted.At > _latest ? admitted.At : _latest;
        _seconds.Add((_latest - admitted.At).TotalSeconds);
    }

    public LaneFigures Figures(LaneCrowd crowd, LaneDealing dealing, int laneCount, int userCount) => new(
        crowd,
        dealing,
        laneCount,
        _seconds.Max(),
        EveningFigures.Percentile(_seconds, 0.99),
        _positions.Max(),
        EveningFigures.Percentile(_positions, 0.99),
        LaneStudy.BoundOf(dealing, laneCount, userCount));
}
