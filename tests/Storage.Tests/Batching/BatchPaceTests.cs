namespace Concert.Storage;

public sealed class BatchPaceTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(3);

    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void The_first_change_after_a_time_without_work_waits_for_nothing()
    {
        var pace = new BatchPace(Longest);
        RunSteadily(pace, TimeSpan.FromMilliseconds(1), count: 1_000);

        _now += TimeSpan.FromSeconds(10);

        Assert.Equal(TimeSpan.Zero, pace.DelayAt(_now, 1));
    }

    [Fact]
    public void The_steps_of_one_user_wait_for_nothing()
    {
        var pace = new BatchPace(Longest);

        // Eight changes of a purchase, one after another.
        Assert.Equal(TimeSpan.Zero, RunSteadily(pace, TimeSpan.FromMilliseconds(1), count: 8));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(1_000)]
    public void At_a_sales_pace_batches_begin_the_longest_interval_apart(int purchasesPerSecond)
    {
        var pace = new BatchPace(Longest);
        var between = TimeSpan.FromSeconds(1) / (purchasesPerSecond * 8);
        RunSteadily(pace, between, count: purchasesPerSecond * 8);

        var begun = _now;
        pace.Began(begun, 1);

        Assert.InRange(pace.DelayAt(begun, 1), Longest - TimeSpan.FromTicks(1), Longest);
        Assert.Equal(TimeSpan.Zero, pace.DelayAt(begun + Longest, 1));
    }

    [Fact]
    public void Less_work_waits_for_less_time()
    {
        var few = new BatchPace(Longest);
        RunSteadily(few, TimeSpan.FromSeconds(1) / 300, count: 900);
        few.Began(_now, 1);

        Assert.InRange(few.DelayAt(_now, 1), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2.5));
    }

    [Fact]
    public void A_batch_that_took_longer_than_the_interval_is_followed_at_once()
    {
        var pace = new BatchPace(Longest);
        RunSteadily(pace, TimeSpan.FromMilliseconds(1), count: 1_000);
        pace.Began(_now, 1);

        Assert.Equal(TimeSpan.Zero, pace.DelayAt(_now + TimeSpan.FromMilliseconds(4), 1));
    }

    [Fact]
    public void A_burst_waits_for_nothing()
    {
        var pace = new BatchPace(Longest);
        RunSteadily(pace, TimeSpan.FromMilliseconds(1), count: 1_000);
        pace.Began(_now, 1);

        Assert.NotEqual(TimeSpan.Zero, pace.DelayAt(_now, BatchPace.FullCount - 1));
        Assert.Equal(TimeSpan.Zero, pace.DelayAt(_now, BatchPace.FullCount));
    }

    [Fact]
    public void Without_an_interval_nothing_ever_waits()
    {
        var pace = new BatchPace(TimeSpan.Zero);

        Assert.Equal(TimeSpan.Zero, RunSteadily(pace, TimeSpan.FromMilliseconds(0.1), count: 10_000));
    }

    /// <summary>Changes that come one at a time.</summary>
    /// <returns>The longest that any of them had to wait.</returns>
    private TimeSpan RunSteadily(BatchPace pace, TimeSpan between, int count)
    {
        var (longest, waiting) = (TimeSpan.Zero, 0);
        for (var i = 0; i < count; i++)
        {
            _now += between;
            waiting++;
            var delay = pace.DelayAt(_now, waiting);
            if (delay > longest) longest = delay;
            if (delay > TimeSpan.Zero) continue;
            pace.Began(_now, waiting);
            waiting = 0;
        }

        return longest;
    }
}
