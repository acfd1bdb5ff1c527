using Concert.Catalog;
using CsCheck;
using static Concert.Queues.Moments;

namespace Concert.Queues;

public sealed class SeatSupplyTests
{
    private static readonly SeatSupply Full = new(AvailableCount: 100, HeldCount: 0, SoldCount: 0, 0, 0, 0);

    [Fact]
    public void Only_dates_on_sale_have_seats_and_later_ones_still_keep_a_concert_from_being_sold_out()
    {
        var supply = SeatSupply.Of(
            [
                (Date(Noon.AddDays(-1), Noon.AddHours(-1)), new(10, 7)),
                (Date(Noon.AddDays(-1), Noon.AddDays(1)), new(10, AvailableCount: 0, HeldCount: 4, ReturnedHoldCount: 3, PaidHoldCount: 6)),
                (Date(Noon.AddTicks(1), Noon.AddDays(1)), new(20, 20)),
            ],
            Noon);

        Assert.Equal(new(0, 4, 6, 20, 3, 6), supply);
        Assert.False(supply.IsSoldOut);
    }

    [Fact]
    public void A_concert_is_sold_out_when_no_seat_is_free_or_held()
    {
        Assert.True(new SeatSupply(0, 0, 100, 0, 0, 0).IsSoldOut);
        Assert.False(new SeatSupply(0, 1, 99, 0, 0, 0).IsSoldOut);
    }

    [Fact]
    public void Before_anyone_was_admitted_a_user_is_assumed_to_take_one_and_a_half_seats() =>
        Assert.Equal(66, Full.LikelyThrough(admittedCount: 0, activeCount: 0));

    [Fact]
    public void The_more_seats_users_take_the_fewer_positions_have_a_chance() =>
        // 45 seats by 10 users and 15 by the 10 assumed ones: three seats each.
        Assert.Equal(33, (Full with { SoldCount = 45 }).LikelyThrough(admittedCount: 10, activeCount: 0));

    [Fact]
    public void Users_who_were_admitted_and_still_choose_come_before_those_who_wait() =>
        Assert.Equal(66 - 20, Full.LikelyThrough(admittedCount: 20, activeCount: 20));

    [Fact]
    public void Held_seats_count_by_the_share_of_holds_that_come_back()
    {
        var held = new SeatSupply(AvailableCount: 0, HeldCount: 100, SoldCount: 0, 0, ReturnedHoldCount: 0, PaidHoldCount: 0);

        Assert.Equal((long)(20 / (115 / 110.0)), held.LikelyThrough(100, 0));
        Assert.Equal((long)(100 * 0.6 / (115 / 110.0)), (held with { ReturnedHoldCount = 58, PaidHoldCount = 32 }).LikelyThrough(100, 0));
    }

    [Fact]
    public void A_seat_more_never_lowers_the_last_likely_position_and_it_is_never_negative() =>
        Gen.Select(Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[0, 2_000], Gen.Int[0, 600]).Always(one =>
        {
            var (available, held, sold, admitted, active) = one;
            var supply = new SeatSupply(available, held, sold, 0, 5, 20);

            var likely = supply.LikelyThrough(admitted, active);

            Assert.True(likely >= 0);
            Assert.True((supply with { AvailableCount = available + 1 }).LikelyThrough(admitted, active) >= likely);
        });

    private static PerformanceLayout Date(DateTimeOffset salesOpenAt, DateTimeOffset startsAt) =>
        new(new("p_1"), new("c_1"), startsAt, salesOpenAt, []);
}
