using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class IdempotencyRulesTests
{
    private static readonly UserWalletEvent Did =
        new UserWalletEvent.Charged(Identifiers.Transaction(Mina, 1), new(1_000), new(1_000), Noon);

    [Fact]
    public void The_same_key_with_the_same_body_is_answered_from_what_it_did() =>
        Assert.Equal(Did, IdempotencyRules.Repeat<UserWalletEvent.Charged>(new("k", "charge 1000"), Did, new("k", "charge 1000")).Value);

    [Fact]
    public void The_same_key_with_another_body_is_refused() =>
        Assert.Equal(
            new Refusal.IdempotencyKeyReused(),
            IdempotencyRules.Repeat<UserWalletEvent.Charged>(new("k", "charge 1000"), Did, new("k", "charge 2000")).Refusal);

    [Fact]
    public void A_key_is_never_compared_with_another() =>
        Assert.Throws<InvariantException>(() => IdempotencyRules.Repeat<UserWalletEvent.Charged>(new("k", "f"), Did, new("other", "f")));

    [Fact]
    public void Keys_are_found_by_their_row_also_after_a_snapshot()
    {
        var keys = new CommandKeys();
        for (var seq = 1; seq <= 1_000; seq++) keys.Add($"key-{seq}", seq);

        var restored = CommandKeys.Unpack(keys.Pack());

        Assert.Equal(1_000, restored.Count);
        for (var seq = 1; seq <= 1_000; seq++)
        {
            Assert.True(restored.TryFind($"key-{seq}", out var found));
            Assert.Equal(seq, found);
        }

        Assert.False(restored.TryFind("key-1001", out _));
    }

    [Fact]
    public void A_torn_snapshot_of_keys_is_not_taken_for_one() =>
        Assert.Throws<InvariantException>(() => CommandKeys.Unpack(new byte[17]));

    [Fact]
    public void A_reservation_is_the_same_for_the_same_user_and_key_and_for_no_other()
    {
        Assert.Equal(Identifiers.Reservation(Mina, "k"), Identifiers.Reservation(Mina, "k"));
        Assert.NotEqual(Identifiers.Reservation(Mina, "k"), Identifiers.Reservation(Mina, "l"));
        Assert.NotEqual(Identifiers.Reservation(Mina, "k"), Identifiers.Reservation(new("u_jun"), "k"));
    }

    [Fact]
    public void A_payment_names_its_reservation() =>
        Assert.Equal(Id("A"), Identifiers.ReservationOf(Identifiers.Payment(Id("A"))));
}
