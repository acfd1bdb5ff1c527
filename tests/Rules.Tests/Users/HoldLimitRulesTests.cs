using Concert.Reservations;
using static Concert.Users.AUser;

namespace Concert.Users;

/// <summary>What keeps one user from holding many seats without buying: few reservations of a slot, and a cooldown of seats.</summary>
public sealed class HoldLimitRulesTests
{
    private static readonly ReservationsOptions Options = new();
    private static readonly CommandKey TheKey = new("key", "fingerprint");

    [Theory]
    [InlineData("held")]
    [InlineData("paid")]
    [InlineData("refunded")]
    [InlineData("expired")]
    [InlineData("released")]
    public void A_fourth_reservation_of_one_slot_is_refused_whatever_became_of_the_first_three(string how)
    {
        var user = With(500_000);
        foreach (var name in (string[])["A", "B", "C"])
        {
            Assert.True(AllowSeat(user).IsGranted);
            user = user.Holding(name);
            user = how switch
            {
                "paid" => user.Paid(name),
                "refunded" => user.Paid(name).Refunded(name),
                "expired" => user.Expired(name),
                "released" => user.Released(name),
                _ => user,
            };
        }

        Assert.Equal(new Refusal.HoldLimitExceeded(3), AllowSeat(user).Refusal);
        Assert.True(AllowSeat(user, ticket: new(TheConcert, TheTicket.Place + 1)).IsGranted);
        Assert.True(AllowSeat(user, ticket: new(new("c_other"), TheTicket.Place)).IsGranted);
    }

    [Fact]
    public void Requests_in_progress_count_against_the_reservations_of_their_slot()
    {
        var user = With(0).Holding("A").Released("A");

        Assert.Equal(new Refusal.HoldLimitExceeded(3), AllowSeat(user, pending: [Pending(1), Pending(1)]).Refusal);
        Assert.True(AllowSeat(user, pending: [Pending(1), Pending(1, new(TheConcert, 6))]).IsGranted);
    }

    [Fact]
    public void Without_a_limit_a_slot_makes_any_number_of_reservations() =>
        Assert.True(ReservationRules.Allow(
            With(0).Holding("A").Holding("B").Holding("C"),
            TheLayout,
            Request(TheTicket, "1-2-1"),
            [],
            new() { MaxHoldsPerSlot = 0 },
            Noon).IsGranted);

    [Fact]
    public void A_tombstone_is_no_reservation_of_a_slot() =>
        Assert.True(AllowSeat(With(0).Expired("A").Expired("B").Expired("C")).IsGranted);

    [Theory]
    [InlineData("expired")]
    [InlineData("released")]
    public void A_seat_that_the_user_let_go_is_not_given_back_during_its_cooldown(string how)
    {
        var user = With(0).Holding("A", seatCount: 2);
        user = how is "expired" ? user.Expired("A") : user.Released("A");
        var refusal = Assert.IsType<Refusal.SeatRecentlyHeld>(AllowSeats(user, Noon.AddMinutes(2).AddTicks(-1), "1-1-3", "1-1-2").Refusal);

        Assert.Equal(("1-1-2", Noon.AddMinutes(2)), (Assert.Single(refusal.SeatIds).Value, refusal.AvailableAt));
        Assert.True(AllowSeats(user, Noon.AddMinutes(2), "1-1-3", "1-1-2").IsGranted);
        Assert.True(AllowSeats(user, Noon, "1-1-3").IsGranted);
    }

    [Fact]
    public void The_permit_names_the_seats_that_must_not_be_offered()
    {
        var user = With(0).Holding("A", seatCount: 2).Released("A");

        var permit = ReservationRules.Allow(
            user, TheLayout, new(TheEvening, [], new(1, null), TheTicket, TheKey), [], Options, Noon.AddMinutes(1)).Value!;

        Assert.Equal(["1-1-1", "1-1-2"], permit.Cooling.Keys.Select(seat => seat.Value).Order());
        Assert.All(permit.Cooling.Values, availableAt => Assert.Equal(Noon.AddMinutes(2), availableAt));
    }

    [Fact]
    public void A_seat_that_was_let_go_twice_is_given_back_after_the_second_cooldown()
    {
        var user = With(0).Holding("A").Released("A").Holding("B")
            .Apply(new UserWalletEvent.Released(Id("B"), Noon.AddMinutes(1)));

        Assert.Equal(Noon.AddMinutes(3), user.CoolingSeats(TheEvening, Options.SeatCooldown, Noon.AddMinutes(1))[new("1-1-1")]);
    }

    [Fact]
    public void A_refunded_seat_and_a_seat_of_another_performance_have_no_cooldown()
    {
        Assert.True(AllowSeats(With(50_000).Holding("A").Paid("A").Refunded("A"), Noon, "1-1-1").IsGranted);
        Assert.True(AllowSeats(With(0).Holding("A", performance: new("p_matinee")).Released("A"), Noon, "1-1-1").IsGranted);
    }

    [Fact]
    public void Without_a_cooldown_a_seat_can_be_held_again_at_once() =>
        Assert.Empty(With(0).Holding("A").Released("A").CoolingSeats(TheEvening, TimeSpan.Zero, Noon.AddSeconds(-1)));

    [Fact]
    public void A_seat_that_the_user_lets_go_while_it_is_being_held_again_makes_no_reservation()
    {
        var user = With(0).Holding("B").Released("B");

        var refusal = Assert.IsType<Refusal.SeatRecentlyHeld>(ReservationRules.Reserve(
            user, Id("A"), TheLayout, TheTicket, SeatIds("1-1-1", "1-1-2"), Noon.AddMinutes(5), Options, Noon).Refusal);

        Assert.Equal(("1-1-1", Noon.AddMinutes(2)), (Assert.Single(refusal.SeatIds).Value, refusal.AvailableAt));
    }

    [Fact]
    public void The_limit_of_seats_comes_before_that_of_reservations_and_that_before_the_cooldown()
    {
        var user = With(0).Holding("A", seatCount: 2).Released("A").Holding("B").Holding("C");

        Assert.IsType<Refusal.SeatLimitExceeded>(AllowSeats(user, Noon, "1-1-1", "1-1-2", "1-1-3").Refusal);
        Assert.IsType<Refusal.HoldLimitExceeded>(AllowSeats(user, Noon, "1-1-1").Refusal);
    }

    private static ReserveSeats Request(QueueTicket ticket, params string[] seats) => new(TheEvening, SeatIds(seats), null, ticket, TheKey);

    private static Outcome<HoldPermit> AllowSeat(UserWalletState user, PendingHold[]? pending = null, QueueTicket? ticket = null) =>
        ReservationRules.Allow(user, TheLayout, Request(ticket ?? TheTicket, "1-2-1"), pending ?? [], Options, Noon);

    private static Outcome<HoldPermit> AllowSeats(UserWalletState user, DateTimeOffset now, params string[] seats) =>
        ReservationRules.Allow(user, TheLayout, Request(TheTicket, seats), [], Options, now);

    private static PendingHold Pending(int seatCount, QueueTicket? ticket = null) =>
        new(TheEvening, ticket ?? TheTicket, seatCount, Noon.AddMinutes(5));
}
