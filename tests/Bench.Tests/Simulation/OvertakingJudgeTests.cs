namespace Concert.Bench.Simulation;

public sealed class OvertakingJudgeTests
{
    private readonly HashSet<long> _atBound = [];
    private readonly OvertakingJudge _judge;

    public OvertakingJudgeTests() => _judge = new(_atBound.Contains);

    [Fact]
    public void Admission_in_order_overtakes_nobody()
    {
        Wait(1, 2, 3);
        Admit(1, 2, 3);
        Assert.Equal((0, 0), (_judge.OvertakenCount, _judge.LateAdmittedCount));
    }

    [Fact]
    public void Whoever_waits_while_a_later_turn_is_admitted_is_overtaken_once()
    {
        Wait(1, 2, 3, 4);
        Admit(3, 4);
        Assert.Equal(2, _judge.OvertakenCount);
        Admit(1, 2);
        Assert.Equal((2, 2), (_judge.OvertakenCount, _judge.LateAdmittedCount));
    }

    [Fact]
    public void Whoever_is_passed_over_is_not_overtaken_until_back()
    {
        Wait(1, 2, 3);
        _judge.IsPassedOver(1);
        Admit(2);
        Assert.Equal(0, _judge.OvertakenCount);
        _judge.IsBack(1);
        Admit(3);
        Assert.Equal(1, _judge.OvertakenCount);
    }

    [Fact]
    public void Whoever_left_or_missed_the_turn_is_not_overtaken_until_they_return()
    {
        Wait(1, 2, 3);
        _judge.Leaves(1);
        Admit(2);
        Assert.Equal(0, _judge.OvertakenCount);
        Wait(1);
        Admit(3);
        Assert.Equal(1, _judge.OvertakenCount);
    }

    [Fact]
    public void A_user_who_is_back_without_having_been_passed_over_changes_nothing()
    {
        Wait(1, 2);
        Admit(1);
        _judge.IsBack(1);
        Assert.Equal(1, _judge.WaitingCount);
    }

    [Fact]
    public void Whoever_waits_for_the_bound_of_the_address_is_not_overtaken()
    {
        Wait(1, 2, 3);
        _atBound.Add(1);
        Admit(2);
        Assert.Equal(0, _judge.OvertakenCount);
        _atBound.Clear();
        Admit(3);
        Assert.Equal(1, _judge.OvertakenCount);
    }

    [Fact]
    public void Those_who_wait_and_may_be_admitted_are_counted()
    {
        Wait(1, 2, 3, 4);
        _judge.IsPassedOver(1);
        _judge.Leaves(2);
        Admit(3);
        Assert.Equal(1, _judge.WaitingCount);
    }

    private void Wait(params long[] turns) => Array.ForEach(turns, _judge.Waits);

    private void Admit(params long[] turns) => Array.ForEach(turns, _judge.IsAdmitted);
}
