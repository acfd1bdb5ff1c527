namespace Concert.Bench.Simulation;

public sealed class LaneStudyTests
{
    private const int UserCount = 20_000;

    [Theory]
    [InlineData(LaneDealing.InProportion)]
    [InlineData(LaneDealing.ByTime)]
    internal void One_lane_admits_in_the_order_of_arrival(LaneDealing dealing)
    {
        var lanes = LaneStudy.Run(LaneCrowd.Burst, dealing, 1, UserCount, seed: 1);
        Assert.Equal((0, 0), (lanes.MostSeconds, lanes.MostPositions));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void Lanes_that_are_dealt_in_proportion_keep_their_bound_of_positions(int laneCount)
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var lanes = LaneStudy.Run(LaneCrowd.Burst, LaneDealing.InProportion, laneCount, UserCount, seed);
            Assert.InRange(lanes.MostPositions, 1, lanes.Bound);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void Lanes_that_are_dealt_by_time_keep_their_bound_of_seconds(int laneCount)
    {
        foreach (var crowd in Enum.GetValues<LaneCrowd>())
        {
            var lanes = LaneStudy.Run(crowd, LaneDealing.ByTime, laneCount, UserCount, seed: 1);
            Assert.InRange(lanes.MostSeconds, 0, lanes.Bound);
        }
    }

    [Fact]
    public void An_admission_out_of_order_is_measured_in_seconds_and_positions()
    {
        var measure = new LaneMeasure();
        foreach (var index in new[] { 2, 1, 0 }) measure.Note(new(index, TimeSpan.FromSeconds(10 * index), 0, TimeSpan.Zero));
        var figures = measure.Figures(LaneCrowd.Evening, LaneDealing.ByTime, 1, 3);
        Assert.Equal((20, 2), (figures.MostSeconds, figures.MostPositions));
    }
}
