namespace Concert.Bench.Workloads;

public sealed class GeneratorRuleTests
{
    [Theory]
    [InlineData(0.7, 5)]
    [InlineData(0.02, 0.5)]
    public void A_round_counts_while_the_generator_keeps_up(double core, double lateMs) => Assert.Null(WhyNot(core, lateMs));

    [Fact]
    public void A_round_in_which_the_thread_of_the_generator_was_busy_does_not_count() =>
        Assert.Equal("the generator used 71 % of a core", WhyNot(0.71, 0.5));

    [Fact]
    public void A_round_whose_users_were_handled_late_does_not_count() =>
        Assert.Equal("the generator was 5.1 ms late at the median", WhyNot(0.1, 5.1));

    // The times of a few late users are in the high percentiles, where a reader sees them.
    [Fact]
    public void A_few_late_users_do_not_matter() =>
        Assert.Null(GeneratorRule.WhyNot(new(Microseconds: 100, Core: 0.1, LateP50Ms: 0.5, LateP99Ms: 300, ConnectionCount: 10)));

    [Theory]
    [InlineData(0.06, 15.6, false)]
    [InlineData(0.71, 15.6, true)]
    public void A_generator_that_is_late_without_work_only_lacked_a_processor(double core, double lateMs, bool isBusy) =>
        Assert.Equal(isBusy, GeneratorRule.IsBusy(new(100, core, lateMs, lateMs, 10)));

    private static string? WhyNot(double core, double lateMs) => GeneratorRule.WhyNot(new(100, core, lateMs, lateMs, 10));
}
