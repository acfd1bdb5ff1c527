namespace Concert.Bench.Simulation;

public sealed class AddressJudgeTests
{
    private const long Here = 1;
    private const long Elsewhere = 2;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void More_admissions_in_a_minute_than_the_bound_are_found()
    {
        var judge = new AddressJudge(bound: 2);
        for (var second = 0; second < 3; second++) judge.IsAdmitted(Here, second * Second);
        Assert.Equal(1, judge.OverCount);
    }

    [Fact]
    public void Admissions_of_other_addresses_and_of_earlier_minutes_do_not_count()
    {
        var judge = new AddressJudge(bound: 1);
        judge.IsAdmitted(Here, Second);
        judge.IsAdmitted(Elsewhere, 2 * Second);
        judge.IsAdmitted(Here, 61 * Second);
        Assert.Equal(0, judge.OverCount);
    }

    [Fact]
    public void A_user_who_is_passed_over_below_the_bound_is_found()
    {
        var judge = new AddressJudge(bound: 2);
        judge.IsAdmitted(Here, Second);
        judge.IsPassedOver(Here, 2 * Second);
        Assert.Equal(1, judge.WrongCount);
        judge.IsAdmitted(Here, 3 * Second);
        judge.IsPassedOver(Here, 4 * Second);
        Assert.Equal(1, judge.WrongCount);
    }

    [Fact]
    public void Without_a_bound_nobody_may_be_passed_over()
    {
        var judge = new AddressJudge(bound: null);
        judge.IsPassedOver(Here, Second);
        Assert.Equal((1, 0), (judge.WrongCount, judge.OverCount));
    }
}
