namespace Concert.Bench.Workloads;

public sealed class RateSearchTests
{
    private readonly RateSearch _search = new();

    [Theory]
    [InlineData(200)]
    [InlineData(777)]
    [InlineData(1_900)]
    [InlineData(60)]
    public void The_search_finds_what_a_contender_serves_to_a_few_percent(double capacity)
    {
        Run(rate => rate <= capacity);
        Assert.InRange(_search.Highest!.Value, capacity * 0.9, capacity);
    }

    [Fact]
    public void The_rate_rises_by_a_quarter_until_one_fails_and_the_gap_is_then_halved() =>
        Assert.Equal([200, 250, 312, 312, 312, 281, 296, 296, 296, 288], Run(rate => rate <= 290));

    [Fact]
    public void The_rate_falls_by_half_until_one_is_served_and_the_gap_is_then_halved() =>
        Assert.Equal([200, 200, 200, 100, 100, 100, 50, 75, 75, 75, 62, 62, 62, 56], Run(rate => rate <= 60));

    [Fact]
    public void A_rate_that_fails_twice_is_tried_again()
    {
        var disturbed = 0;
        var tried = Run(rate => rate == 250 ? ++disturbed > 2 : rate <= 300);
        Assert.Equal([200, 250, 250, 250, 312, 312, 312], tried.Take(7));
    }

    [Fact]
    public void A_contender_that_serves_nothing_has_no_highest_rate()
    {
        var tried = Run(_ => false);
        Assert.Null(_search.Highest);
        Assert.Equal([200, 200, 200, 100, 100, 100, 50, 50, 50, 25, 25, 25], tried);
    }

    // What the generator cannot send says nothing about the contender.
    [Fact]
    public void The_search_stops_where_the_generator_is_the_bottleneck()
    {
        _search.Record(isServed: true);
        _search.Stop();
        Assert.Null(_search.Next);
        Assert.Equal(200, _search.Highest);
        Assert.Throws<InvalidOperationException>(() => _search.Record(isServed: true));
    }

    private List<double> Run(Func<double, bool> isServed)
    {
        var tried = new List<double>();
        while (_search.Next is { } rate)
        {
            tried.Add(rate);
            _search.Record(isServed(rate));
        }

        return tried;
    }
}
