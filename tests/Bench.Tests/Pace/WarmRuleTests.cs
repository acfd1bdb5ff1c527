namespace Concert.Bench.Harness;

public sealed class WarmRuleTests
{
    [Fact]
    public void A_contender_is_not_warm_before_it_ran_the_least_rounds()
    {
        double[] costs = [.. Enumerable.Repeat(600.0, WarmRule.LeastSteps)];
        Assert.False(IsWarm([]));
        Assert.False(IsWarm(costs[1..]));
        Assert.True(IsWarm(costs));
    }

    [Fact]
    public void A_contender_whose_rounds_become_cheaper_is_not_warm() =>
        Assert.False(IsWarm([2_370, 2_047, 1_563, 1_327, 1_200, 1_100, 1_000, 900, 800]));

    // Measured: a silo of a cluster of two. The tenth round halves the cost, so the rounds before it were not the end.
    [Fact]
    public void One_round_that_is_much_cheaper_makes_more_rounds_necessary()
    {
        double[] costs = [1_590, 1_767, 1_583, 1_340, 1_340, 1_330, 1_340, 1_330, 1_340, 780];
        Assert.False(IsWarm(costs));
        Assert.False(IsWarm([.. costs, 700, 650]));
        Assert.True(IsWarm([.. costs, 590, 600, 595, 610]));
    }

    // A round that other work on the machine made dear says nothing about the rounds to come.
    [Fact]
    public void A_dear_round_does_not_hide_that_the_others_become_cheaper() =>
        Assert.False(IsWarm([2_000, 1_800, 1_600, 1_400, 1_200, 1_100, 1_000, 900, 1_500]));

    [Fact]
    public void Differences_within_the_tolerance_are_noise() =>
        Assert.True(IsWarm([2_000, 1_500, 1_000, 600, 610, 590, 575, 605]));

    [Fact]
    public void The_warm_up_ends_even_if_the_cost_falls_for_ever()
    {
        List<double> costs = [1e9];
        while (!IsWarm(costs)) costs.Add(costs[^1] * 0.9);
        Assert.Equal(40, costs.Count);
    }

    // Measured: purchases at 1,000 seats, rounds of 1,000. The first eight rounds are level, round 2 being the cheapest of them, so
    // eight rounds looked warm. Rounds 14 to 16 are as cheap as the best before them, and the cost still falls by half.
    [Fact]
    public void Short_rounds_that_stay_level_for_a_while_are_not_the_end_of_the_warm_up()
    {
        double[] costs =
        [
            1_830, 1_400, 1_490, 1_630, 1_620, 1_680, 1_730, 1_390, 1_720, 1_640, 1_420, 1_170, 1_020, 1_190, 1_180, 1_010, 830, 570, 860,
            650, 540, 540, 560, 560, 520, 890, 700, 680, 500, 660, 580, 670, 540, 550, 720, 480, 500, 540, 500, 450,
        ];

        Assert.Equal(33, Enumerable.Range(1, costs.Length).First(count => WarmRule.IsWarm(costs[..count], operations: 1_000)));
    }

    [Theory]
    [InlineData(1_000, 24)]
    [InlineData(1_001, 24)]
    [InlineData(2_999, 16)]
    [InlineData(3_000, 8)]
    [InlineData(10_000, 8)]
    public void Rounds_of_fewer_operations_must_be_more_of_them(int operations, int rounds)
    {
        double[] costs = [.. Enumerable.Repeat(600.0, rounds)];

        Assert.True(WarmRule.IsWarm(costs, operations));
        Assert.False(WarmRule.IsWarm(costs[1..], operations));
    }

    private static bool IsWarm(IReadOnlyList<double> costs) => WarmRule.IsWarm(costs, WarmRule.OperationsOfAStep);
}
