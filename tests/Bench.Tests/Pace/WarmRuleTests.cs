namespace Concert.Bench.Harness;

public sealed class WarmRuleTests
{
    [Fact]
    public void A_contender_is_not_warm_before_it_ran_the_least_rounds()
    {
        double[] costs = [.. Enumerable.Repeat(600.0, WarmRule.LeastRounds)];
        Assert.False(WarmRule.IsWarm([]));
        Assert.False(WarmRule.IsWarm(costs[1..]));
        Assert.True(WarmRule.IsWarm(costs));
    }

    [Fact]
    public void A_contender_whose_rounds_become_cheaper_is_not_warm() =>
        Assert.False(WarmRule.IsWarm([2_370, 2_047, 1_563, 1_327, 1_200, 1_100, 1_000, 900, 800]));

    // Measured: a silo of a cluster of two. The tenth round halves the cost, so the rounds before it were not the end.
    [Fact]
    public void One_round_that_is_much_cheaper_makes_more_rounds_necessary()
    {
        double[] costs = [1_590, 1_767, 1_583, 1_340, 1_340, 1_330, 1_340, 1_330, 1_340, 780];
        Assert.False(WarmRule.IsWarm(costs));
        Assert.False(WarmRule.IsWarm([.. costs, 700, 650]));
        Assert.True(WarmRule.IsWarm([.. costs, 590, 600, 595, 610]));
    }

    // A round that other work on the machine made dear says nothing about the rounds to come.
    [Fact]
    public void A_dear_round_does_not_hide_that_the_others_become_cheaper() =>
        Assert.False(WarmRule.IsWarm([2_000, 1_800, 1_600, 1_400, 1_200, 1_100, 1_000, 900, 1_500]));

    [Fact]
    public void Differences_within_the_tolerance_are_noise() =>
        Assert.True(WarmRule.IsWarm([2_000, 1_500, 1_000, 600, 610, 590, 575, 605]));

    [Fact]
    public void The_warm_up_ends_even_if_the_cost_falls_for_ever()
    {
        List<double> costs = [1e9];
        while (!WarmRule.IsWarm(costs)) costs.Add(costs[^1] * 0.9);
        Assert.Equal(40, costs.Count);
    }
}
