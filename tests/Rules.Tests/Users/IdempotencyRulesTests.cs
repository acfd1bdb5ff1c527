using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class IdempotencyRulesTests
{
    private static readonly UserWalletEvent First =
        new UserWalletEvent.Charged(Identifiers.Transaction(Mina, 1), new(1_000), new(1_000), Noon);

    [Fact]
    public void The_same_key_with_the_same_body_returns_the_first_event() =>
        Assert.Equal(First, IdempotencyRules.Repeat<UserWalletEvent.Charged>(new("k", "charge 1000"), First, new("k", "charge 1000")).Value);

    [Fact]
    public void The_same_key_with_another_body_is_refused() =>
        Assert.Equal(
            new Refusal.IdempotencyKeyReused(),
            IdempotencyRules.Repeat<UserWalletEvent.Charged>(new("k", "charge 1000"), First, new("k", "charge 2000")).Refusal);

    [Fact]
    public void Comparing_two_different_keys_breaks_an_invariant() =>
        Assert.Throws<InvariantException>(() => IdempotencyRules.Repeat<UserWalletEvent.Charged>(new("k", "f"), First, new("other", "f")));

    [Fact]
    public void A_reservation_id_depends_on_the_user_and_the_key()
    {
        Assert.Equal(Identifiers.Reservation(Mina, "k"), Identifiers.Reservation(Mina, "k"));
        Assert.NotEqual(Identifiers.Reservation(Mina, "k"), Identifiers.Reservation(Mina, "l"));
        Assert.NotEqual(Identifiers.Reservation(Mina, "k"), Identifiers.Reservation(new("u_jun"), "k"));
    }

    [Fact]
    public void A_payment_id_contains_its_reservation_id() =>
        Assert.Equal(Id("A"), Identifiers.ReservationOf(Identifiers.Payment(Id("A"))));
}
