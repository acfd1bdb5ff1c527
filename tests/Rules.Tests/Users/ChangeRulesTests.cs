using Concert.Reservations;
using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class ChangeRulesTests
{
    private static readonly DateTimeOffset End = Noon.AddMinutes(5);

    [Fact]
    public void A_swap_keeps_the_id_and_the_end_and_has_the_new_seats_in_order_and_their_price()
    {
        var before = With(0).Holding("A", amount: 100_000, seatCount: 2);

        var changed = Change(before, ["2-1-1", "1-1-3"], ["1-1-2"]).Value!.Reservation;

        Assert.Equal(["1-1-1", "1-1-3", "2-1-1"], changed.Seats.Select(seat => seat.SeatId.Value));
        Assert.Equal(new Money(130_000), changed.Amount);
        var was = before.Find(Id("A"))!;
        Assert.Equal(was, changed with { Seats = was.Seats, Amount = was.Amount, Changes = [] });
    }

    // The price of a section never changes, but the reservation is the promise.
    [Fact]
    public void A_seat_that_stays_has_the_price_at_which_it_was_reserved() =>
        Assert.Equal(
            [new Money(40_000), new Money(50_000)],
            Change(With(0).Holding("A", amount: 40_000), ["1-1-2"]).Value!.Reservation.Seats.Select(seat => seat.Price));

    [Fact]
    public void A_change_moves_no_money()
    {
        var before = With(70_000).Holding("A");

        var after = before.Changed("A", add: ["2-1-1"]);

        Assert.Equal((before.Balance, before.Seq + 1), (after.Balance, after.Seq));
        Assert.Equal(new Refusal.InsufficientBalance(new(70_000), new(80_000)), PaymentRules.Pay(after, Id("A"), Noon).Refusal);
    }

    [Theory]
    [InlineData("unknown", typeof(Refusal.ReservationNotFound))]
    [InlineData("tombstone", typeof(Refusal.ReservationNotFound))]
    [InlineData("paid", typeof(Refusal.AlreadyPaid))]
    [InlineData("refunded", typeof(Refusal.AlreadyRefunded))]
    [InlineData("released", typeof(Refusal.ReservationReleased))]
    [InlineData("expired", typeof(Refusal.ReservationExpired))]
    public void Only_a_held_reservation_is_changed(string how, Type refusal)
    {
        var user = With(50_000).Holding("A");
        user = how switch
        {
            "unknown" => With(0),
            "tombstone" => With(0).Expired("A"),
            "paid" => user.Paid("A"),
            "refunded" => user.Paid("A").Refunded("A"),
            "released" => user.Released("A"),
            _ => user.Expired("A"),
        };

        Assert.IsType(refusal, Change(user, ["1-1-2"]).Refusal);
        Assert.IsType(refusal, Change(user, [], ["1-1-1"]).Refusal);
    }

    [Fact]
    public void The_end_of_the_hold_is_too_late()
    {
        var user = With(0).Holding("A", until: End);

        Assert.True(Change(user, ["1-1-2"], at: End.AddTicks(-1)).IsGranted);
        Assert.Equal(new Refusal.ReservationExpired(), Change(user, ["1-1-2"], at: End).Refusal);
    }

    // Holds of earlier versions may outlast the sale.
    [Fact]
    public void Nothing_is_added_after_the_end_of_the_sale_and_seats_can_still_be_dropped()
    {
        var user = With(0).Holding("A", seatCount: 2, until: Showtime.AddMinutes(1));

        Assert.Equal(new Refusal.SalesClosed(Opening, Showtime), Change(user, ["1-1-3"], at: Showtime).Refusal);
        Assert.True(Change(user, [], ["1-1-1"], at: Showtime).IsGranted);
    }

    [Fact]
    public void Seats_that_do_not_exist_or_are_not_of_the_reservation_are_named()
    {
        var user = With(0).Holding("A");

        Assert.Equal(["9-9-9"], NotFound(Change(user, ["9-9-9", "1-1-2"])));
        Assert.Equal(["1-1-2"], NotFound(Change(user, [], ["1-1-1", "1-1-2"])));
    }

    [Fact]
    public void One_seat_must_remain()
    {
        var user = With(0).Holding("A", seatCount: 2);

        Assert.Equal(new Refusal.NoSeatLeft(), Change(user, [], ["1-1-1", "1-1-2"]).Refusal);
        Assert.True(Change(user, ["1-1-3"], ["1-1-1", "1-1-2"]).IsGranted);
    }

    [Fact]
    public void The_limit_of_seats_holds_over_the_result()
    {
        var user = With(500_000).Holding("B").Paid("B").Holding("A", seatCount: 3);

        Assert.Equal(new Refusal.SeatLimitExceeded(4, 4, 1), Change(user, ["1-2-1"]).Refusal);
        Assert.True(Change(user, ["1-2-1", "1-2-2", "1-2-3"], ["1-1-1", "1-1-2", "1-1-3"]).IsGranted);
        Assert.Equal(new Refusal.SeatLimitExceeded(4, 3, 2), Change(user, ["1-2-1", "1-2-2"], ["1-1-1"]).Refusal);
    }

    [Fact]
    public void Commands_under_way_count_to_the_limit_of_seats()
    {
        var user = With(0).Holding("A", seatCount: 3);

        var change = ChangeRules.Allow(user, TheLayout, Changing("A", ["1-2-1"]), [new(TheEvening, null, 1, End)], new(), Noon);

        Assert.Equal(new Refusal.SeatLimitExceeded(4, 4, 1), change.Refusal);
        Assert.True(ChangeRules.Allow(user, TheLayout, Changing("A", ["1-2-1"]), [new(new("p_other"), null, 1, End)], new(), Noon).IsGranted);
    }

    [Fact]
    public void A_change_under_way_makes_no_reservation_of_the_slot()
    {
        var command = new ReserveSeats(TheEvening, SeatIds("1-2-1"), null, TheTicket, new("key", "fingerprint"));
        PendingHold change = new(TheEvening, null, 1, End);

        Assert.True(ReservationRules.Allow(With(0), TheLayout, command, [change, change, change], new(), Noon).IsGranted);
        Assert.Equal(
            new Refusal.SeatLimitExceeded(4, 4, 1),
            ReservationRules.Allow(With(0), TheLayout, command, [change, change, change, change], new(), Noon).Refusal);
    }

    [Fact]
    public void The_number_of_changes_is_limited_however_small_they_are()
    {
        var user = With(0).Holding("A");
        for (var n = 0; n < 10; n++) user = user.Changed("A", add: [$"1-2-{n + 1}"]).Changed("A", drop: [$"1-2-{n + 1}"]);

        Assert.Equal(new Refusal.TooManyChanges(20), Change(user, ["1-3-1"]).Refusal);
        Assert.Equal(new Refusal.TooManyChanges(0), Change(With(0).Holding("A"), ["1-3-1"], options: new() { MaxChanges = 0 }).Refusal);
    }

    [Fact]
    public void A_seat_that_was_dropped_is_for_others_first()
    {
        var user = With(0).Holding("A", seatCount: 2).Holding("B", until: End).Changed("A", drop: ["1-1-2"]);
        var dropped = new SeatId("1-1-2");

        var refusal = Assert.IsType<Refusal.SeatRecentlyHeld>(ChangeRules.Change(user, TheLayout, Changing("B", ["1-1-2"]), [], new(), Noon).Refusal);

        Assert.Equal((dropped, Noon.AddMinutes(2)), (Assert.Single(refusal.SeatIds), refusal.AvailableAt));
        Assert.Equal([dropped], user.CoolingSeats(TheEvening, TimeSpan.FromMinutes(2), Noon).Keys);
        Assert.Empty(user.CoolingSeats(TheEvening, TimeSpan.FromMinutes(2), Noon.AddMinutes(2)));
        Assert.Equal([dropped], user.Released("A").CoolingSeats(TheEvening, TimeSpan.FromMinutes(2), Noon).Keys.Where(seat => seat != new SeatId("1-1-1")));
    }

    // A late message may still free the seat in the name of the reservation.
    [Fact]
    public void A_seat_that_was_dropped_never_comes_back_to_its_reservation_whatever_the_cooldown()
    {
        var user = With(0).Holding("A", seatCount: 2, until: End).Changed("A", drop: ["1-1-2"]);

        var refusal = Change(user, ["1-1-2"], at: End.AddTicks(-1), options: new() { SeatCooldown = TimeSpan.Zero }).Refusal;

        Assert.Equal(End, Assert.IsType<Refusal.SeatRecentlyHeld>(refusal).AvailableAt);
    }

    [Fact]
    public void A_seat_that_the_reservation_has_is_taken()
    {
        var refusal = Assert.IsType<Refusal.SeatTaken>(Change(With(0).Holding("A"), ["1-1-1", "1-1-2"]).Refusal);

        Assert.Equal(["1-1-1"], refusal.SeatIds.Select(seat => seat.Value));
        Assert.Empty(refusal.Alternatives);
    }

    [Fact]
    public void Added_seats_are_held_until_the_end_of_the_reservation() =>
        Assert.Equal(
            Noon.AddSeconds(7),
            ChangeRules.Allow(
                With(0).Holding("A", until: Noon.AddSeconds(7)), TheLayout, Changing("A", ["1-2-1"]), [], new(), Noon).Value!.Until);

    private static Outcome<UserWalletEvent.SeatsChanged> Change(
        UserWalletState user, string[]? add = null, string[]? drop = null, DateTimeOffset? at = null, ReservationsOptions? options = null) =>
        ChangeRules.Change(user, TheLayout, Changing("A", add, drop), [], options ?? new(), at ?? Noon);

    private static IEnumerable<string> NotFound(Outcome<UserWalletEvent.SeatsChanged> outcome) =>
        Assert.IsType<Refusal.SeatNotFound>(outcome.Refusal).SeatIds.Select(seat => seat.Value);
}
