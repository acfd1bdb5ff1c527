namespace Concert.Seats;

public sealed class SeatRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly SeatId TheSeat = new("1-1-1");
    private static readonly SeatHold Minas = new(new("r_mina"), new("u_mina"), "try-1", Noon);
    private static readonly SeatHold Juns = new(new("r_jun"), new("u_jun"), "try-1", Noon);
    private static readonly SeatState HeldByMina = SeatRules.Hold(SeatState.Available, TheSeat, Minas).Value!;
    private static readonly SeatState SoldToMina = SeatRules.Sell(HeldByMina, new(Minas.ReservationId, Minas.UserId));

    [Fact]
    public void A_free_seat_is_held_for_the_first_user_to_request_it() =>
        Assert.Equal(new(SeatStatus.Held, Minas.ReservationId, Minas.UserId, "try-1", Noon), HeldByMina);

    [Fact]
    public void A_held_seat_is_refused_to_another_user_even_after_the_end_of_the_hold() =>
        Assert.Equal(TheSeat, Assert.Single(Assert.IsType<Refusal.SeatTaken>(SeatRules.Hold(HeldByMina, TheSeat, Juns).Refusal).SeatIds));

    [Fact]
    public void A_sold_seat_is_refused_to_another_user_and_to_its_owner()
    {
        Assert.IsType<Refusal.SeatTaken>(SeatRules.Hold(SoldToMina, TheSeat, Juns).Refusal);
        Assert.IsType<Refusal.SeatTaken>(SeatRules.Hold(SoldToMina, TheSeat, Minas).Refusal);
    }

    [Fact]
    public void Holding_again_for_the_same_reservation_adds_the_new_attempt_and_takes_its_end()
    {
        var again = Minas with { Attempt = "try-2", Until = Noon.AddMinutes(1) };

        var state = SeatRules.Hold(HeldByMina, TheSeat, again).Value!;

        Assert.Equal(("try-1 try-2", Noon.AddMinutes(1)), (state.Attempts, state.Until));
        Assert.Equal(state, SeatRules.Hold(state, TheSeat, again).Value);
    }

    [Fact]
    public void An_attempt_can_be_withdrawn() =>
        Assert.Equal(SeatState.Available, SeatRules.Withdraw(HeldByMina, Minas.ReservationId, "try-1"));

    [Fact]
    public void Withdrawing_an_older_attempt_does_not_undo_a_newer_one() =>
        Assert.Same(HeldByMina, SeatRules.Withdraw(HeldByMina, Minas.ReservationId, "try-0"));

    [Fact]
    public void A_seat_is_free_once_its_last_attempt_is_withdrawn()
    {
        var twice = SeatRules.Hold(HeldByMina, TheSeat, Minas with { Attempt = "try-2" }).Value!;

        var once = SeatRules.Withdraw(twice, Minas.ReservationId, "try-1");

        Assert.Equal((SeatStatus.Held, "try-2"), (once.Status, once.Attempts));
        Assert.Equal(SeatState.Available, SeatRules.Withdraw(once, Minas.ReservationId, "try-2"));
    }

    [Fact]
    public void Withdrawing_changes_neither_the_seat_of_another_reservation_nor_a_sold_seat()
    {
        Assert.Same(HeldByMina, SeatRules.Withdraw(HeldByMina, Juns.ReservationId, "try-1"));
        Assert.Same(SoldToMina, SeatRules.Withdraw(SoldToMina, Minas.ReservationId, "try-1"));
    }

    [Fact]
    public void The_end_of_its_reservation_frees_a_seat_held_or_sold()
    {
        Assert.Equal(SeatState.Available, SeatRules.Free(HeldByMina, Minas.ReservationId));
        Assert.Equal(SeatState.Available, SeatRules.Free(SoldToMina, Minas.ReservationId));
    }

    [Fact]
    public void The_end_of_another_reservation_changes_nothing() =>
        Assert.Same(HeldByMina, SeatRules.Free(HeldByMina, Juns.ReservationId));

    [Fact]
    public void Selling_twice_changes_nothing() =>
        Assert.Equal(SoldToMina, SeatRules.Sell(SoldToMina, new(Minas.ReservationId, Minas.UserId)));

    [Fact]
    public void Selling_a_seat_that_another_reservation_holds_breaks_an_invariant() =>
        Assert.Throws<InvariantException>(() => SeatRules.Sell(HeldByMina, new(Juns.ReservationId, Juns.UserId)));
}
