using Concert.CheckIns;
using Concert.Reservations;
using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class CheckInRulesTests
{
    private static readonly UserWalletState Owner = With(200_000).Holding("A", 100_000, seatCount: 2).Paid("A");

    [Fact]
    public void A_ticket_of_a_paid_reservation_is_let_in_and_the_other_seat_is_unaffected()
    {
        var decision = CheckInRules.CheckIn(Owner, Scan("1-1-1"), Noon).Value!;

        Assert.Equal(new UserWalletEvent.CheckedIn(Id("A"), new("1-1-1"), "gate-1", "scan-1", Noon), decision.Event);
        var after = Owner.Apply(decision.Event!);
        Assert.Equal([new SeatId("1-1-1")], after.Find(Id("A"))!.CheckIns.Select(checkIn => checkIn.SeatId));
        Assert.Equal(ReservationStatus.Paid, after.Find(Id("A"))!.Status);
        Assert.Equal(Owner.Balance, after.Balance);
        Assert.True(CheckInRules.CheckIn(after, Scan("1-1-2"), Noon).IsGranted);
    }

    [Fact]
    public void A_ticket_is_good_once_and_the_second_door_is_told_when_and_where()
    {
        var inside = LetIn("1-1-1");

        var second = CheckInRules.CheckIn(inside, Scan("1-1-1") with { Door = "gate-2", RequestId = "scan-2" }, Noon.AddMinutes(3));

        Assert.Equal(new Refusal.AlreadyCheckedIn(new("1-1-1"), Noon, "gate-1"), second.Refusal);
    }

    [Fact]
    public void A_scan_whose_answer_was_lost_is_granted_again_without_an_event()
    {
        var again = CheckInRules.CheckIn(LetIn("1-1-1"), Scan("1-1-1"), Noon.AddSeconds(3)).Value!;

        Assert.Null(again.Event);
        Assert.Equal(Noon, again.Receipt.At);
    }

    [Fact]
    public void A_late_report_says_when_the_door_let_the_ticket_in()
    {
        var decision = CheckInRules.CheckIn(Owner, Scan("1-1-1") with { ScannedAt = Noon.AddMinutes(-20) }, Noon).Value!;

        Assert.Equal((Noon, Noon.AddMinutes(-20)), (decision.Event!.At, decision.Event.ScannedAt));
        Assert.Equal(Noon.AddMinutes(-20), decision.Receipt.At);
        var second = CheckInRules.CheckIn(Owner.Apply(decision.Event), Scan("1-1-1") with { RequestId = "scan-2" }, Noon);
        Assert.Equal(new Refusal.AlreadyCheckedIn(new("1-1-1"), Noon.AddMinutes(-20), "gate-1"), second.Refusal);
    }

    // The order is that of the journal, whatever the clocks of the doors say.
    [Fact]
    public void A_late_report_never_takes_the_place_of_a_scan_that_was_recorded_before_it()
    {
        var late = Scan("1-1-1") with { Door = "gate-2", RequestId = "scan-2", ScannedAt = Noon.AddMinutes(-20) };

        Assert.Equal(
            new Refusal.AlreadyCheckedIn(new("1-1-1"), Noon, "gate-1"), CheckInRules.CheckIn(LetIn("1-1-1"), late, Noon.AddMinutes(1)).Refusal);
        Assert.Equal(new Refusal.TicketRefunded(), CheckInRules.CheckIn(Owner.Refunded("A"), late, Noon).Refusal);
    }

    [Fact]
    public void A_refunded_ticket_lets_nobody_in()
    {
        var refunded = Owner.Refunded("A");

        Assert.Equal(new Refusal.TicketRefunded(), CheckInRules.CheckIn(refunded, Scan("1-1-1"), Noon).Refusal);
        Assert.Equal(new Refusal.TicketRefunded(), CheckInRules.CheckIn(refunded, Scan("1-1-1") with { Version = null }, Noon).Refusal);
    }

    [Fact]
    public void A_code_of_another_version_lets_nobody_in() =>
        Assert.Equal(new Refusal.TicketRefunded(), CheckInRules.CheckIn(Owner, Scan("1-1-1") with { Version = 2 }, Noon).Refusal);

    // Otherwise somebody could enter, take the money back, and stay.
    [Fact]
    public void A_reservation_with_a_used_ticket_is_not_refunded() =>
        Assert.Equal(
            new Refusal.AlreadyCheckedIn(new("1-1-1"), Noon, "gate-1"),
            PaymentRules.Refund(LetIn("1-1-1"), Identifiers.Payment(Id("A")), Noon.AddMinutes(1)).Refusal);

    [Fact]
    public void A_reservation_that_is_not_paid_has_no_ticket()
    {
        UserWalletState[] users =
        [
            With(0),
            With(100_000).Holding("A"),
            With(100_000).Holding("A").Released("A"),
            With(100_000).Holding("A").Expired("A"),
        ];

        Assert.All(users, user => Assert.Equal(new Refusal.ReservationNotFound(), CheckInRules.CheckIn(user, Scan("1-1-1"), Noon).Refusal));
    }

    [Fact]
    public void A_seat_of_another_reservation_is_not_found() =>
        Assert.IsType<Refusal.SeatNotFound>(CheckInRules.CheckIn(Owner, Scan("1-1-3"), Noon).Refusal);

    [Fact]
    public void An_event_that_lets_a_ticket_in_twice_breaks_an_invariant() =>
        Assert.Throws<InvariantException>(
            () => LetIn("1-1-1").Apply(new UserWalletEvent.CheckedIn(Id("A"), new("1-1-1"), "gate-2", "scan-2", Noon)));

    private static UserWalletState LetIn(string seat) => Owner.Apply(CheckInRules.CheckIn(Owner, Scan(seat), Noon).Value!.Event!);

    private static CheckInTicket Scan(string seat) => new(Id("A"), new(seat), 1, "gate-1", "scan-1");
}
