namespace Concert.Bench.Workloads;

public sealed class ArrivalTimesTests
{
    private const int Count = 20_000;

    [Fact]
    public void One_seed_gives_the_same_arrivals_to_each_contender()
    {
        Assert.Equal(ArrivalTimes.Of(500, Count, 7), ArrivalTimes.Of(500, Count, 7));
        Assert.NotEqual(ArrivalTimes.Of(500, Count, 7), ArrivalTimes.Of(500, Count, 8));
    }

    [Fact]
    public void Users_arrive_at_the_rate_and_in_order()
    {
        var times = ArrivalTimes.Of(500, Count, 1);
        Assert.Equal(times.Order(), times);
        Assert.InRange(Count / times[^1].TotalSeconds, 490, 510);
    }

    // A gap of a Poisson process is below the mean with 1 − 1/e, and above three times the mean with 1/e³.
    [Fact]
    public void Users_do_not_know_of_each_other()
    {
        var times = ArrivalTimes.Of(500, Count, 1);
        var gaps = times.Zip(times.Prepend(TimeSpan.Zero), (time, before) => (time - before).TotalMilliseconds).ToList();
        Assert.InRange(gaps.Count(gap => gap < 2) / (double)Count, 0.62, 0.645);
        Assert.InRange(gaps.Count(gap => gap > 6) / (double)Count, 0.045, 0.055);
    }
}
