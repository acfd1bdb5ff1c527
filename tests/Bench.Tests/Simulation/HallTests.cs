namespace Concert.Bench.Simulation;

public sealed class HallTests
{
    private readonly Hall _hall = new(seatCount: 5);
    private readonly Dice _dice = new(1);

    [Fact]
    public void A_held_seat_is_neither_chosen_nor_held_again()
    {
        Assert.True(_hall.TryHold([1, 2]));
        Assert.False(_hall.TryHold([2, 3]));
        Assert.Equal([0, 3, 4], Choose(5).Order());
        Assert.Equal((3, 2, 0), (_hall.FreeCount, _hall.HeldCount, _hall.SoldCount));
    }

    [Fact]
    public void A_seat_that_comes_back_is_free_and_a_sold_one_is_not()
    {
        _hall.TryHold([0, 1]);
        _hall.TryHold([2]);
        _hall.Return([0, 1]);
        _hall.Sell([2]);
        Assert.Equal([0, 1, 3, 4], Choose(5).Order());
        Assert.Equal((4, 0, 1), (_hall.FreeCount, _hall.HeldCount, _hall.SoldCount));
        Assert.Equal((1, 1), (_hall.ReturnedHoldCount, _hall.PaidHoldCount));
    }

    [Fact]
    public void Seats_that_a_user_may_not_take_are_not_chosen() =>
        Assert.Equal([4], _hall.Choose(5, _dice, seat => seat > 3));

    [Fact]
    public void Choosing_takes_at_most_so_many_each_once() => Assert.Equal(3, Choose(3).Distinct().Count());

    private List<int> Choose(int count) => _hall.Choose(count, _dice, _ => true);
}
