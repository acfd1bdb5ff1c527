namespace Concert.Users;

public sealed class IdentifiersTests
{
    [Fact]
    public void The_id_of_a_ledger_entry_is_unique_across_rows_and_users()
    {
        var ids = from user in new[] { "mina", "jun", "mina\n1", "" }
                  from seq in new[] { 1, 2, 16, 17, 256, 1_000_000, long.MaxValue >> 16 }
                  select Identifiers.Transaction(new UserId(user), seq).Value;

        var all = ids.ToList();

        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.All(all, id => Assert.Matches("^t_[0-9a-f]{32}$", id));
    }

    [Fact]
    public void The_id_of_the_next_row_is_derived_from_the_user_and_the_row_number()
    {
        var state = AUser.With(10_000);

        Assert.Equal(Identifiers.Transaction(state.UserId, state.Seq + 1), state.NextTransactionId);
        Assert.Equal(Identifiers.Transaction(state.UserId, state.Seq + 2), (state with { Seq = state.Seq + 1 }).NextTransactionId);
    }
}
