using Concert.Reservations;
using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class PaymentRulesTests
{
    private static readonly ReservationId TheReservation = Id("A");
    private static readonly PaymentId ThePayment = Identifiers.Payment(TheReservation);

    [Fact]
    public void A_top_up_adds_to_the_balance_and_its_event_has_the_new_balance()
    {
        var user = With(10_000);

        var decision = PaymentRules.Charge(user, new(5_000), Noon);

        Assert.Equal(new UserWalletEvent.Charged(Identifiers.Transaction(Mina, 2), new(5_000), new(15_000), Noon), decision.Value);
        Assert.Equal(new Money(15_000), user.Apply(decision.Value!).Balance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_top_up_of_zero_or_less_breaks_an_invariant(long amount) =>
        Assert.Throws<InvariantException>(() => PaymentRules.Charge(With(0), new(amount), Noon));

    [Fact]
    public void A_top_up_that_would_overflow_the_balance_is_an_error()
    {
        var user = With(long.MaxValue);

        Assert.Throws<OverflowException>(() => PaymentRules.Charge(user, new(1), Noon));
    }

    [Fact]
    public void Paying_debits_the_wallet_and_marks_the_reservation_paid_in_one_event()
    {
        var user = With(60_000).Holding("A", 50_000);

        var decision = PaymentRules.Pay(user, TheReservation, Noon);

        Assert.Equal(
            new UserWalletEvent.Paid(
                TheReservation, ThePayment, Identifiers.Transaction(Mina, 3), new(50_000), new(10_000), Noon),
            decision.Value);
        var after = user.Apply(decision.Value!);
        Assert.Equal(new Money(10_000), after.Balance);
        Assert.Equal(ReservationStatus.Paid, after.Find(TheReservation)!.Status);
    }

    [Fact]
    public void The_whole_balance_can_be_spent() =>
        Assert.Equal(Money.Zero, With(50_000).Holding("A", 50_000).Paid("A").Balance);

    [Fact]
    public void Paying_at_the_very_end_of_the_hold_is_too_late()
    {
        var user = With(60_000).Holding("A", until: Noon);

        Assert.Equal(new Refusal.ReservationExpired(), PaymentRules.Pay(user, TheReservation, Noon).Refusal);
    }

    [Fact]
    public void Paying_the_moment_before_the_end_of_the_hold_is_in_time()
    {
        var user = With(60_000).Holding("A", until: Noon);

        Assert.True(PaymentRules.Pay(user, TheReservation, Noon.AddTicks(-1)).IsGranted);
    }

    [Fact]
    public void A_payment_with_one_won_too_little_is_refused_and_the_hold_stays()
    {
        var user = With(49_999).Holding("A", 50_000);

        var decision = PaymentRules.Pay(user, TheReservation, Noon);

        Assert.Equal(new Refusal.InsufficientBalance(new(49_999), new(50_000)), decision.Refusal);
        Assert.Equal(ReservationStatus.Held, user.Find(TheReservation)!.Status);
    }

    [Fact]
    public void A_reservation_that_does_not_exist_cannot_be_paid() =>
        Assert.Equal(new Refusal.ReservationNotFound(), PaymentRules.Pay(With(60_000), TheReservation, Noon).Refusal);

    [Fact]
    public void A_reservation_is_paid_once() =>
        Assert.Equal(
            new Refusal.AlreadyPaid(),
            PaymentRules.Pay(With(200_000).Holding("A").Paid("A"), TheReservation, Noon).Refusal);

    [Fact]
    public void A_refunded_reservation_cannot_be_paid_again() =>
        Assert.Equal(
            new Refusal.AlreadyRefunded(),
            PaymentRules.Pay(With(200_000).Holding("A").Paid("A").Refunded("A"), TheReservation, Noon).Refusal);

    [Fact]
    public void A_released_reservation_cannot_be_paid() =>
        Assert.Equal(
            new Refusal.ReservationReleased(),
            PaymentRules.Pay(With(200_000).Holding("A").Released("A"), TheReservation, Noon).Refusal);

    [Fact]
    public void An_expired_reservation_cannot_be_paid_even_by_a_clock_that_is_behind() =>
        Assert.Equal(
            new Refusal.ReservationExpired(),
            PaymentRules.Pay(With(200_000).Holding("A").Expired("A"), TheReservation, Noon.AddHours(-1)).Refusal);

    [Fact]
    public void Too_late_with_too_low_a_balance_is_refused_as_too_late() =>
        Assert.Equal(
            new Refusal.ReservationExpired(),
            PaymentRules.Pay(With(0).Holding("A", until: Noon), TheReservation, Noon).Refusal);

    [Fact]
    public void Paid_already_with_too_low_a_balance_is_refused_as_paid() =>
        Assert.Equal(
            new Refusal.AlreadyPaid(),
            PaymentRules.Pay(With(50_000).Holding("A").Paid("A"), TheReservation, Noon).Refusal);

    [Fact]
    public void Charging_what_is_missing_and_paying_are_one_decision_of_two_events()
    {
        var user = With(20_000).Holding("A", 50_000);

        var decision = PaymentRules.PayCharging(user, TheReservation, Noon);

        Assert.Equal(
            new ChargedPayment(
                new(Identifiers.Transaction(Mina, 3), new(30_000), new(50_000), Noon),
                new(TheReservation, ThePayment, Identifiers.Transaction(Mina, 4), new(50_000), Money.Zero, Noon, ChargeAmount: new(30_000))),
            decision.Value);
        var after = user.Apply(decision.Value!.Charged!).Apply(decision.Value.Paid);
        Assert.Equal((4L, Money.Zero, ReservationStatus.Paid), (after.Seq, after.Balance, after.Find(TheReservation)!.Status));
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(60_000)]
    public void With_enough_money_nothing_is_charged(long balance)
    {
        var user = With(balance).Holding("A", 50_000);

        var decision = PaymentRules.PayCharging(user, TheReservation, Noon);

        Assert.Equal(new ChargedPayment(null, PaymentRules.Pay(user, TheReservation, Noon).Value!), decision.Value);
        Assert.Equal(Money.Zero, decision.Value!.Paid.ChargeAmount);
    }

    [Theory]
    [InlineData(0, 10_000_000, true)]
    [InlineData(0, 10_000_001, false)]
    [InlineData(1, 10_000_001, true)]
    [InlineData(1_000, 30_000_000, false)]
    public void More_than_one_charge_may_add_is_refused_as_too_little_money(long balance, long price, bool isGranted)
    {
        var user = With(balance).Holding("A", price);

        var decision = PaymentRules.PayCharging(user, TheReservation, Noon);

        Assert.Equal(isGranted, decision.IsGranted);
        if (!isGranted) Assert.Equal(new Refusal.InsufficientBalance(new(balance), new(price)), decision.Refusal);
    }

    // Whatever speaks against a payment speaks against it before anything is charged.
    [Fact]
    public void A_payment_that_would_charge_is_refused_as_one_that_would_not()
    {
        UserWalletState[] users =
        [
            With(0),
            With(50_000).Holding("A").Paid("A"),
            With(50_000).Holding("A").Paid("A").Refunded("A"),
            With(0).Holding("A").Released("A"),
            With(0).Holding("A").Expired("A"),
            With(0).Holding("A", until: Noon),
            With(0).Holding("A", 20_000_000, until: Noon),
        ];

        Assert.All(users, user => Assert.Equal(
            PaymentRules.Pay(user, TheReservation, Noon).Refusal, PaymentRules.PayCharging(user, TheReservation, Noon).Refusal));
        Assert.All(users, user => Assert.IsNotType<Refusal.InsufficientBalance>(PaymentRules.PayCharging(user, TheReservation, Noon).Refusal));
    }

    [Fact]
    public void A_refund_of_a_payment_that_charged_returns_the_whole_amount_to_the_wallet()
    {
        var user = With(20_000).Holding("A", 50_000);
        var paid = PaymentRules.PayCharging(user, TheReservation, Noon).Value!;

        Assert.Equal(new Money(50_000), user.Apply(paid.Charged!).Apply(paid.Paid).Refunded("A").Balance);
    }

    [Fact]
    public void A_refund_returns_the_full_amount()
    {
        var user = With(60_000).Holding("A", 50_000).Paid("A");

        var decision = PaymentRules.Refund(user, ThePayment, Noon);

        Assert.Equal(
            new UserWalletEvent.Refunded(
                TheReservation,
                ThePayment,
                Identifiers.Refund(ThePayment),
                Identifiers.Transaction(Mina, 4),
                new(50_000),
                new(60_000),
                Noon),
            decision.Value);
        Assert.Equal(ReservationStatus.Refunded, user.Apply(decision.Value!).Find(TheReservation)!.Status);
    }

    [Fact]
    public void A_payment_is_refunded_once() =>
        Assert.Equal(
            new Refusal.AlreadyRefunded(),
            PaymentRules.Refund(With(50_000).Holding("A").Paid("A").Refunded("A"), ThePayment, Noon).Refusal);

    [Fact]
    public void A_reservation_that_was_never_paid_cannot_be_refunded() =>
        Assert.Equal(
            new Refusal.PaymentNotFound(),
            PaymentRules.Refund(With(50_000).Holding("A"), ThePayment, Noon).Refusal);

    [Theory]
    [InlineData("pay_ffffffffffffffffffffffffffffffff")]
    [InlineData("nonsense")]
    public void A_payment_that_does_not_exist_cannot_be_refunded(string payment) =>
        Assert.Equal(
            new Refusal.PaymentNotFound(),
            PaymentRules.Refund(With(50_000).Holding("A").Paid("A"), new(payment), Noon).Refusal);

    [Fact]
    public void From_the_moment_the_performance_starts_there_is_no_refund()
    {
        var user = With(50_000).Holding("A").Paid("A");

        Assert.Equal(
            new Refusal.RefundClosed(Showtime), PaymentRules.Refund(user, ThePayment, Showtime).Refusal);
        Assert.True(PaymentRules.Refund(user, ThePayment, Showtime.AddTicks(-1)).IsGranted);
    }

    [Fact]
    public void A_hold_of_an_earlier_version_that_outlasts_the_start_cannot_be_paid_after_it()
    {
        var user = With(50_000).Holding("A", until: Showtime.AddMinutes(4));

        Assert.Equal(new Refusal.SalesClosed(Opening, Showtime), PaymentRules.Pay(user, Id("A"), Showtime).Refusal);
        Assert.True(PaymentRules.Pay(user, Id("A"), Showtime.AddTicks(-1)).IsGranted);
    }

    [Fact]
    public void A_payment_after_the_start_is_refused_before_a_balance_that_is_too_low() =>
        Assert.IsType<Refusal.SalesClosed>(
            PaymentRules.Pay(With(0).Holding("A", until: Showtime.AddMinutes(4)), Id("A"), Showtime).Refusal);

    [Fact]
    public void Refunded_already_after_the_start_is_refused_as_refunded() =>
        Assert.Equal(
            new Refusal.AlreadyRefunded(),
            PaymentRules.Refund(With(50_000).Holding("A").Paid("A").Refunded("A"), ThePayment, Showtime).Refusal);
}
