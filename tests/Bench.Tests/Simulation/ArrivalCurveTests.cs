namespace Concert.Bench.Simulation;

public sealed class ArrivalCurveTests
{
    private const int Count = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly ArrivalCurve Curve = new(Minute, 31 * Minute);

    private readonly Dice _dice = new(1);

    [Fact]
    public void The_early_come_within_the_lobby_and_most_of_them_near_its_end()
    {
        var early = Many(Curve.Early);
        Assert.All(early, at => Assert.InRange(at, Curve.LobbyOpensAt, Curve.OpensAt));
        // 1 − 1/e within the time of the rise.
        Assert.InRange(early.Count(at => at > Curve.OpensAt - (5 * Minute)) / (double)Count, 0.6, 0.66);
    }

    [Fact]
    public void The_late_come_at_the_peak_for_a_minute_and_then_ever_fewer()
    {
        var late = Many(Curve.Late).ConvertAll(at => at - Curve.OpensAt);
        Assert.All(late, at => Assert.True(at >= TimeSpan.Zero));
        var byMinute = Enumerable.Range(0, 20).Select(minute => late.Count(at => at >= minute * Minute && at < (minute + 1) * Minute)).ToList();
        Assert.InRange(byMinute[0] / (double)Count, 0.09, 0.112);
        Assert.True(byMinute[0] > byMinute[6] && byMinute[6] > byMinute[13] && byMinute[13] > byMinute[19]);
    }

    [Fact]
    public void Without_a_lobby_the_early_come_in_the_seconds_of_the_opening()
    {
        var curve = new ArrivalCurve(Minute, Minute);
        Assert.All(Many(curve.Early), at => Assert.InRange(at, Minute, Minute + TimeSpan.FromSeconds(5)));
    }

    private List<TimeSpan> Many(Func<Dice, TimeSpan> draw) => [.. Enumerable.Range(0, Count).Select(_ => draw(_dice))];
}
