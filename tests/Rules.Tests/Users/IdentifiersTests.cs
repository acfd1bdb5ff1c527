namespace Concert.Users;

public sealed class IdentifiersTests
{
    [Fact]
    public void A_ledger_entry_has_an_id_that_no_other_row_and_no_other_user_has()
    {
        var ids = from user in new[] { "mina", "jun", "mina\n1", "" }
                  from seq in new[] { 1, 2, 16, 17, 256, 1_000_000, long.MaxValue >> 16 }
                  select Identifiers.Transaction(new UserId(user), seq).Value;

        var all = ids.ToList();

        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.All(all, id => Assert.Matches("^t_[0-9a-f]{32}$", id));
    }

    [Fact]
    public void The_next_row_of_a_state_has_the_id_that_its_user_and_number_give()
    {
        var state = AUser.With(10_000);

        Assert.Equal(Identifiers.Transaction(state.UserId, state.Seq + 1), state.NextTransactionId);
        Assert.Equal(Identifiers.Transaction(state.UserId, state.Seq + 2), (state with { Seq = state.Seq + 1 }).NextTransactionId);
    }
}
