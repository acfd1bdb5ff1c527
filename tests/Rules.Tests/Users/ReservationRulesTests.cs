using Concert.Catalog;
using Concert.Reservations;
using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class ReservationRulesTests
{
    private static readonly ReservationsOptions Options = new();

    [Fact]
    public void Seats_of_the_performance_may_be_requested() =>
        Assert.Null(Examine(With(0), "1-1-1", "2-5-8"));

    [Fact]
    public void The_refusal_names_seats_that_the_performance_does_not_have() =>
        Assert.Equal(
            ["3-1-1", "1-1-13"],
            Assert.IsType<Refusal.SeatNotFound>(Examine(With(0), "3-1-1", "1-1-12", "1-1-13")).SeatIds.Select(seat => seat.Value));

    [Fact]
    public void A_queue_token_of_another_concert_is_refused() =>
        Assert.Equal(
            new Refusal.QueueTokenInvalid(),
            ReservationRules.Examine(With(0), Id("A"), TheLayout, Command(new QueueTicket(new("c_other"), 7), "1-1-1")));

    [Fact]
    public void A_request_that_arrives_after_its_tombstone_is_refused_as_expired() =>
        Assert.Equal(new Refusal.ReservationExpired(), Examine(With(0).Expired("A"), "1-1-1"));

    [Fact]
    public void An_unknown_seat_is_refused_before_a_wrong_token() =>
        Assert.IsType<Refusal.SeatNotFound>(
            ReservationRules.Examine(With(0), Id("A"), TheLayout, Command(new QueueTicket(new("c_other"), 7), "9-9-9")));

    [Fact]
    public void A_hold_lasts_for_the_configured_duration() =>
        Assert.Equal(Noon.AddMinutes(5), Allow(With(0), 1).Value);

    [Fact]
    public void Sales_open_at_the_opening_and_not_a_tick_earlier()
    {
        var refusal = new Refusal.SalesClosed(Opening, Showtime);

        Assert.Equal(refusal, Allow(With(0), 1, now: Opening.AddTicks(-1)).Refusal);
        Assert.True(Allow(With(0), 1, now: Opening).IsGranted);
    }

    [Fact]
    public void Sales_are_open_only_while_the_clocks_of_the_user_and_of_the_queue_say_so()
    {
        var refusal = new Refusal.SalesClosed(Opening, Showtime);

        Assert.Equal(refusal, Allow(With(0), 1, now: Opening.AddMinutes(2), queueTime: Opening.AddTicks(-1)).Refusal);
        Assert.Equal(refusal, Allow(With(0), 1, now: Opening.AddTicks(-1), queueTime: Opening.AddMinutes(2)).Refusal);
        Assert.Equal(refusal, Allow(With(0), 1, now: Showtime.AddMinutes(-2), queueTime: Showtime).Refusal);
        Assert.Equal(Opening.AddMinutes(7), Allow(With(0), 1, now: Opening.AddMinutes(2), queueTime: Opening).Value);
    }

    [Fact]
    public void Sales_close_when_the_performance_starts()
    {
        Assert.True(Allow(With(0), 1, now: Showtime.AddTicks(-1)).IsGranted);
        Assert.Equal(new Refusal.SalesClosed(Opening, Showtime), Allow(With(0), 1, now: Showtime).Refusal);
    }

    [Fact]
    public void Sales_close_at_the_end_of_the_sale_and_not_a_tick_later()
    {
        var closes = Showtime.AddHours(-2);
        var layout = TheLayout with { ClosesEarlyAt = closes };

        Assert.True(Allow(With(0), 1, now: closes.AddTicks(-1), layout: layout).IsGranted);
        Assert.Equal(new Refusal.SalesClosed(Opening, closes), Allow(With(0), 1, now: closes, layout: layout).Refusal);
        Assert.Equal(
            new Refusal.SalesClosed(Opening, closes),
            Allow(With(0), 1, now: closes.AddMinutes(-1), queueTime: closes, layout: layout).Refusal);
    }

    [Fact]
    public void A_hold_never_outlasts_the_sale()
    {
        var closes = Showtime.AddHours(-2);
        var layout = TheLayout with { ClosesEarlyAt = closes };

        Assert.Equal(closes, Allow(With(0), 1, now: closes.AddMinutes(-5).AddTicks(1), layout: layout).Value);
        Assert.Equal(closes, Allow(With(0), 1, now: closes.AddMinutes(-1), layout: layout).Value);
        Assert.Equal(closes.AddMinutes(-1), Allow(With(0), 1, now: closes.AddMinutes(-6), layout: layout).Value);
        Assert.Equal(Showtime, Allow(With(0), 1, now: Showtime.AddMinutes(-1)).Value);
    }

    [Fact]
    public void Held_and_paid_seats_count_together_against_the_limit()
    {
        var user = With(100_000).Holding("A", 50_000, seatCount: 2).Paid("A").Holding("B", 50_000, seatCount: 1);

        Assert.True(Allow(user, 1).IsGranted);
        Assert.Equal(new Refusal.SeatLimitExceeded(4, HeldCount: 3, RequestedCount: 2), Allow(user, 2).Refusal);
    }

    [Fact]
    public void Seats_of_requests_in_progress_count_against_the_limit() =>
        Assert.Equal(
            new Refusal.SeatLimitExceeded(4, 3, 2),
            Allow(With(0), 2, pending: [Pending(2, new(TheConcert, 6)), Pending(1, new(TheConcert, 5)), Pending(4, performance: new("p_matinee"))]).Refusal);

    [Theory]
    [InlineData("expired")]
    [InlineData("released")]
    [InlineData("refunded")]
    [InlineData("overdue")]
    public void Seats_that_the_user_no_longer_has_do_not_count(string how)
    {
        var user = With(50_000).Holding("A", seatCount: 4, until: how == "overdue" ? Noon : null);
        user = how switch
        {
            "expired" => user.Expired("A"),
            "released" => user.Released("A"),
            "refunded" => user.Paid("A").Refunded("A"),
            _ => user,
        };

        Assert.True(Allow(user, 4).IsGranted);
    }

    [Fact]
    public void Seats_of_another_performance_do_not_count() =>
        Assert.True(Allow(With(0).Holding("A", seatCount: 4, performance: new("p_matinee")), 4).IsGranted);

    [Fact]
    public void Closed_sales_are_refused_before_the_seat_limit() =>
        Assert.IsType<Refusal.SalesClosed>(Allow(With(0), 5, now: Showtime).Refusal);

    [Fact]
    public void A_reservation_has_its_seats_their_prices_and_their_sum()
    {
        var decision = Reserve(With(0), until: Noon.AddMinutes(5), "1-10-12", "2-1-1");

        var reservation = decision.Value!.Reservation;
        Assert.Equal(
            [
                new SeatOffer(new("1-10-12"), "Floor", 10, 12, new(50_000)),
                new SeatOffer(new("2-1-1"), "Balcony", 1, 1, new(30_000)),
            ],
            reservation.Seats);
        Assert.Equal(new Money(80_000), reservation.Amount);
        Assert.Equal((ReservationStatus.Held, Noon, Noon.AddMinutes(5)), (reservation.Status, reservation.CreatedAt, reservation.Until));
        Assert.Equal(reservation, With(0).Apply(decision.Value).Find(Id("A")));
    }

    [Fact]
    public void A_hold_that_is_complete_only_at_its_end_makes_no_reservation() =>
        Assert.Equal(new Refusal.ReservationExpired(), Reserve(With(0), until: Noon, "1-1-1").Refusal);

    [Fact]
    public void A_tombstone_written_while_seats_are_being_held_wins() =>
        Assert.Equal(new Refusal.ReservationExpired(), Reserve(With(0).Expired("A"), Noon.AddMinutes(5), "1-1-1").Refusal);

    [Fact]
    public void A_held_reservation_can_be_released()
    {
        var user = With(0).Holding("A").Released("A");

        Assert.Equal(ReservationStatus.Released, user.Find(Id("A"))!.Status);
    }

    [Fact]
    public void Releasing_twice_is_granted_and_writes_nothing() =>
        Assert.Equal(new ReleaseDecision(null), ReservationRules.Release(With(0).Holding("A").Released("A"), Id("A"), Noon).Value);

    [Fact]
    public void A_reservation_that_is_not_held_cannot_be_released()
    {
        var id = Id("A");

        Assert.Equal(new Refusal.ReservationNotFound(), ReservationRules.Release(With(0), id, Noon).Refusal);
        Assert.Equal(new Refusal.AlreadyPaid(), ReservationRules.Release(With(50_000).Holding("A").Paid("A"), id, Noon).Refusal);
        Assert.Equal(
            new Refusal.AlreadyRefunded(),
            ReservationRules.Release(With(50_000).Holding("A").Paid("A").Refunded("A"), id, Noon).Refusal);
        Assert.Equal(new Refusal.ReservationExpired(), ReservationRules.Release(With(0).Holding("A").Expired("A"), id, Noon).Refusal);
        Assert.Equal(
            new Refusal.ReservationExpired(), ReservationRules.Release(With(0).Holding("A", until: Noon), id, Noon).Refusal);
    }

    [Fact]
    public void A_hold_expires_at_its_end_and_not_before()
    {
        var user = With(0).Holding("A", until: Noon);

        Assert.Null(ReservationRules.ExpireIfDue(user, Id("A"), TheEvening, Noon.AddTicks(-1)));
        Assert.Equal(
            new UserWalletEvent.Expired(Id("A"), TheEvening, Noon),
            ReservationRules.ExpireIfDue(user, Id("A"), TheEvening, Noon));
    }

    [Fact]
    public void A_reservation_that_is_not_in_the_journal_gets_a_tombstone()
    {
        var expired = ReservationRules.ExpireIfDue(With(0), Id("A"), TheEvening, Noon);

        var after = With(0).Apply(expired!);
        Assert.Equal(ReservationStatus.Expired, after.Find(Id("A"))!.Status);
        Assert.Empty(after.Find(Id("A"))!.Seats);
    }

    [Fact]
    public void A_reservation_that_is_not_in_the_journal_can_still_be_made_until_its_holds_end()
    {
        Assert.Null(ReservationRules.ExpireIfDue(With(0), Id("A"), TheEvening, Noon.AddTicks(-1), until: Noon));
        Assert.Equal(
            new UserWalletEvent.Expired(Id("A"), TheEvening, Noon),
            ReservationRules.ExpireIfDue(With(0), Id("A"), TheEvening, Noon, until: Noon));
    }

    [Fact]
    public void Time_changes_nothing_about_a_reservation_in_a_final_status()
    {
        var late = Noon.AddYears(1);

        Assert.Null(ReservationRules.ExpireIfDue(With(50_000).Holding("A").Paid("A"), Id("A"), TheEvening, late));
        Assert.Null(ReservationRules.ExpireIfDue(With(50_000).Holding("A").Paid("A").Refunded("A"), Id("A"), TheEvening, late));
        Assert.Null(ReservationRules.ExpireIfDue(With(0).Holding("A").Released("A"), Id("A"), TheEvening, late));
        Assert.Null(ReservationRules.ExpireIfDue(With(0).Holding("A").Expired("A"), Id("A"), TheEvening, late));
    }

    private static ReserveSeats Command(QueueTicket ticket, params string[] seats) =>
        new(TheEvening, SeatIds(seats), null, ticket, new("A", "fingerprint"));

    private static Refusal? Examine(UserWalletState user, params string[] seats) =>
        ReservationRules.Examine(user, Id("A"), TheLayout, Command(TheTicket, seats));

    // From a place that has made no reservation, so that only the limit of seats matters.
    private static Outcome<DateTimeOffset> Allow(
        UserWalletState user,
        int requestedCount,
        PendingHold[]? pending = null,
        DateTimeOffset? now = null,
        DateTimeOffset? queueTime = null,
        PerformanceLayout? layout = null)
    {
        var command = new ReserveSeats(TheEvening, [], new(requestedCount, null), new(TheConcert, 8), new("A", "fingerprint"));
        return ReservationRules.Allow(user, layout ?? TheLayout, command, pending ?? [], Options, now ?? Noon, queueTime)
            .Select(permit => permit.Until);
    }

    private static PendingHold Pending(int seatCount, QueueTicket? ticket = null, PerformanceId? performance = null) =>
        new(performance ?? TheEvening, ticket ?? TheTicket, seatCount, Noon.AddMinutes(5));

    private static Outcome<UserWalletEvent.Reserved> Reserve(UserWalletState user, DateTimeOffset until, params string[] seats) =>
        ReservationRules.Reserve(user, Id("A"), TheLayout, TheTicket, SeatIds(seats), until, Options, Noon);
}
