namespace Concert.Bench.Simulation;

public sealed class SlotUseTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SlotUse _use = new(maxActive: 10);

    [Fact]
    public void A_free_slot_while_somebody_waits_lowers_the_share()
    {
        _use.Note(Second, slotCount: 10, isAwaited: true);
        _use.Note(2 * Second, slotCount: 5, isAwaited: true);
        _use.Note(3 * Second, slotCount: 10, isAwaited: true);
        Assert.Equal(0.75, _use.Share);
    }

    [Fact]
    public void Time_in_which_nobody_waits_does_not_count()
    {
        _use.Note(Second, slotCount: 10, isAwaited: true);
        _use.Note(2 * Second, slotCount: 0, isAwaited: false);
        _use.Note(9 * Second, slotCount: 0, isAwaited: false);
        Assert.Equal(1, _use.Share);
    }

    [Fact]
    public void Unclaimed_slots_are_a_share_of_the_same_time()
    {
        _use.Note(Second, slotCount: 10, isAwaited: true);
        _use.Note(4 * Second, slotCount: 10, isAwaited: false);
        _use.UnclaimedSeconds += 3;
        Assert.Equal(0.1, _use.UnclaimedShare);
    }
}
