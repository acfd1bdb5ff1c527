using Concert.Wallets;
using static Concert.Users.AUser;

namespace Concert.Users;

/// <summary>Payments that say what their user was shown: the amount, and the largest charge.</summary>
public sealed class AgreedPaymentTests
{
    [Theory]
    [InlineData(49_999)]
    [InlineData(50_001)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void A_payment_of_another_amount_than_the_user_was_shown_is_refused(long shown)
    {
        var user = With(20_000).Holding("A", 50_000);
        var changed = new Refusal.AmountChanged(new(50_000), new(20_000), new(30_000));

        Assert.Equal(changed, PaymentRules.Pay(user, Id("A"), Noon, new(shown)).Refusal);
        Assert.Equal(changed, PaymentRules.PayCharging(user, Id("A"), Noon, new(shown)).Refusal);
        Assert.Equal(changed, PaymentRules.PayCharging(user, Id("A"), Noon, new(shown), new(30_000)).Refusal);
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(60_000)]
    public void With_enough_money_another_amount_is_refused_as_well(long balance)
    {
        var user = With(balance).Holding("A", 50_000);
        var changed = new Refusal.AmountChanged(new(50_000), new(balance), Money.Zero);

        Assert.Equal(changed, PaymentRules.Pay(user, Id("A"), Noon, new(40_000)).Refusal);
        Assert.Equal(changed, PaymentRules.PayCharging(user, Id("A"), Noon, new(40_000), Money.Zero).Refusal);
    }

    [Fact]
    public void A_payment_of_the_amount_that_was_shown_is_as_one_that_names_none()
    {
        var rich = With(50_000).Holding("A", 50_000);
        var poor = With(20_000).Holding("A", 50_000);

        Assert.Equal(PaymentRules.Pay(rich, Id("A"), Noon), PaymentRules.Pay(rich, Id("A"), Noon, new(50_000)));
        Assert.Equal(PaymentRules.Pay(poor, Id("A"), Noon), PaymentRules.Pay(poor, Id("A"), Noon, new(50_000)));
        Assert.Equal(PaymentRules.PayCharging(poor, Id("A"), Noon), PaymentRules.PayCharging(poor, Id("A"), Noon, new(50_000), new(30_000)));
    }

    // The seats cost nothing.
    [Fact]
    public void An_amount_of_zero_is_an_amount()
    {
        var user = With(0).Holding("A", 0);

        Assert.True(PaymentRules.PayCharging(user, Id("A"), Noon, Money.Zero, Money.Zero).IsGranted);
        Assert.Equal(
            new Refusal.AmountChanged(Money.Zero, Money.Zero, Money.Zero), PaymentRules.Pay(user, Id("A"), Noon, new(1)).Refusal);
    }

    // 30,000 are missing.
    [Theory]
    [InlineData(0, false)]
    [InlineData(29_999, false)]
    [InlineData(30_000, true)]
    [InlineData(30_001, true)]
    [InlineData(long.MaxValue, true)]
    public void A_charge_is_at_most_what_the_user_was_shown(long atMost, bool isGranted)
    {
        var user = With(20_000).Holding("A", 50_000);

        foreach (var amount in (Money?[])[null, new(50_000)])
        {
            var decision = PaymentRules.PayCharging(user, Id("A"), Noon, amount, new(atMost));

            Assert.Equal(isGranted, decision.IsGranted);
            // What is missing is charged, and not what may be.
            if (isGranted) Assert.Equal(new Money(30_000), decision.Value!.Charged!.Amount);
            else Assert.Equal(new Refusal.AmountChanged(new(50_000), new(20_000), new(30_000)), decision.Refusal);
        }
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(60_000)]
    public void Where_nothing_is_missing_any_limit_of_the_charge_is_kept(long balance)
    {
        var user = With(balance).Holding("A", 50_000);

        Assert.Null(PaymentRules.PayCharging(user, Id("A"), Noon, new(50_000), Money.Zero).Value!.Charged);
    }

    // Charging in steps helps a user who agreed to the charge, and no other.
    [Theory]
    [InlineData(10_000_000, typeof(Refusal.AmountChanged))]
    [InlineData(10_000_001, typeof(Refusal.InsufficientBalance))]
    public void A_charge_beyond_both_limits_is_refused_as_changed(long atMost, Type refusal)
    {
        var user = With(0).Holding("A", ChargeWallet.MaxAmount + 1);

        Assert.IsType(refusal, PaymentRules.PayCharging(user, Id("A"), Noon, chargeAtMost: new(atMost)).Refusal);
    }

    [Fact]
    public void What_has_ended_is_refused_as_ended_whatever_was_shown()
    {
        (UserWalletState User, Refusal Refusal)[] users =
        [
            (With(0), new Refusal.ReservationNotFound()),
            (With(50_000).Holding("A").Paid("A"), new Refusal.AlreadyPaid()),
            (With(50_000).Holding("A").Paid("A").Refunded("A"), new Refusal.AlreadyRefunded()),
            (With(0).Holding("A").Released("A"), new Refusal.ReservationReleased()),
            (With(0).Holding("A").Expired("A"), new Refusal.ReservationExpired()),
            (With(0).Holding("A", until: Noon), new Refusal.ReservationExpired()),
        ];

        Assert.All(users, each => Assert.Equal(each.Refusal, PaymentRules.Pay(each.User, Id("A"), Noon, new(1)).Refusal));
        Assert.All(
            users, each => Assert.Equal(each.Refusal, PaymentRules.PayCharging(each.User, Id("A"), Noon, new(1), Money.Zero).Refusal));
        var late = With(0).Holding("A", until: Showtime.AddMinutes(4));
        Assert.IsType<Refusal.SalesClosed>(PaymentRules.PayCharging(late, Id("A"), Showtime, new(1), Money.Zero).Refusal);
    }

    [Fact]
    public void The_amount_is_that_after_the_last_change_of_the_seats()
    {
        var user = With(200_000).Holding("A", 50_000).Changed("A", add: ["1-1-2"]);

        Assert.Equal(
            new Refusal.AmountChanged(new(100_000), new(200_000), Money.Zero),
            PaymentRules.Pay(user, Id("A"), Noon, new(50_000)).Refusal);
        Assert.True(PaymentRules.Pay(user, Id("A"), Noon, new(100_000)).IsGranted);
        // Back at the amount that was shown: the seats are others, and the money is the same.
        Assert.True(PaymentRules.Pay(user.Changed("A", drop: ["1-1-1"]), Id("A"), Noon, new(50_000)).IsGranted);
    }
}
