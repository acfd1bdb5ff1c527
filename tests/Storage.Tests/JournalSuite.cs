using Concert.Reservations;
using Concert.Users;

namespace Concert.Storage;

public abstract class JournalSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly UserId Alice = new("alice");

    private readonly AppendChain _chain = new();

    [Fact]
    public async Task Acknowledged_rows_are_read_back_after_reopening_to_the_microsecond()
    {
        var charge = Rows.Charge("alice", 1, "k1");
        var paid = Rows.ReservationStep("alice", 2, "r1", ReservationStatus.Paid, "p1", "1-1-1");
        await Storage.Journal.AppendAsync(charge, _chain);
        await Storage.Journal.AppendAsync(paid, _chain);
        await ReopenAsync();

        var rows = await Storage.Journal.ReadAsync(Alice, afterSeq: 0);

        Assert.Equal([charge, paid with { Reservation = null }], rows);
        Assert.Equal([paid with { Reservation = null }], await Storage.Journal.ReadAsync(Alice, afterSeq: 1));
        Assert.Equal(charge, await Storage.Journal.FindAsync(Alice, 1));
        Assert.Null(await Storage.Journal.FindAsync(Alice, 3));
        Assert.Empty(await Storage.Journal.ReadAsync(new("bob"), afterSeq: 0));
    }

    [Fact]
    public async Task A_seq_that_exists_is_refused()
    {
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 1), _chain);

        await RefusedAsync(Rows.Charge("alice", 1) with { Kind = "paid" }, new AppendChain());

        Assert.Equal("charged", (await Storage.Journal.FindAsync(Alice, 1))!.Kind);
    }

    [Fact]
    public async Task A_seq_that_would_leave_a_gap_is_refused()
    {
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 1), _chain);

        await RefusedAsync(Rows.Charge("alice", 3), new AppendChain());
        await RefusedAsync(Rows.Charge("bob", 2), new AppendChain());
    }

    [Fact]
    public async Task An_idempotency_key_belongs_to_its_user_forever()
    {
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 1, "k1"), _chain);
        await Storage.Journal.AppendAsync(Rows.Charge("bob", 1, "k1"), new AppendChain());
        await ReopenAsync();

        await RefusedAsync(Rows.Charge("alice", 2, "k1"), new AppendChain());

        await Storage.Journal.AppendAsync(Rows.Charge("alice", 2, "k2"), _chain);
    }

    [Fact]
    public async Task Of_two_activations_that_append_the_same_seq_exactly_one_succeeds()
    {
        var other = await OpenAnotherAsync();
        var users = Enumerable.Range(1, 200).Select(number => $"user-{number}").ToList();

        var appends = users
            .SelectMany(user => new[] { Storage, other }.Select(async silo =>
                await Record.ExceptionAsync(() => silo.Journal.AppendAsync(Rows.Charge(user, 1), new AppendChain()))))
            .ToList();
        var faults = (await Task.WhenAll(appends)).OfType<Exception>().ToList();

        Assert.Equal(users.Count, faults.Count);
        Assert.All(faults, fault => Assert.IsType<StorageConflictException>(fault));
    }

    [Fact]
    public async Task A_row_writes_the_status_of_its_reservation_and_a_refused_row_does_not()
    {
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 1, "r1", ReservationStatus.Held, "p1", "1-1-1"), _chain);
        await RefusedAsync(Rows.ReservationStep("alice", 1, "r1", ReservationStatus.Expired, "p1", "1-1-1"), new AppendChain());
        Assert.Equal("Held", await Database.ScalarAsync("select status from reservation where reservation_id = 'r1'"));

        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 2, "r1", ReservationStatus.Paid, "p1", "1-1-1"), _chain);

        Assert.Equal("Paid", await Database.ScalarAsync("select status from reservation where reservation_id = 'r1'"));
    }

    [Fact]
    public async Task A_row_of_a_broken_chain_is_never_sent()
    {
        _chain.Break();

        await RefusedAsync(Rows.Charge("alice", 1), _chain);

        Assert.Equal(0, Storage.Store.BatchCount);
    }

    [Fact]
    public async Task A_refused_row_breaks_the_rest_of_its_chain_and_no_other_rows()
    {
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 1, "k1"), _chain);
        var arrived = Storage.Store.PauseNext();
        var first = Storage.Journal.AppendAsync(Rows.Charge("bob", 1), new AppendChain());
        await arrived;

        // In one batch: a used key, then a row whose seq would be free, then a valid row of another user.
        var refused = Storage.Journal.AppendAsync(Rows.Charge("alice", 2, "k1"), _chain);
        var follower = Storage.Journal.AppendAsync(Rows.Charge("alice", 2, "k2"), _chain);
        var neighbor = Storage.Journal.AppendAsync(Rows.Charge("carol", 1), new AppendChain());
        Storage.Store.Release();
        await Task.WhenAll(first, neighbor);

        await Assert.ThrowsAsync<StorageConflictException>(() => refused);
        await Assert.ThrowsAsync<StorageConflictException>(() => follower);
        await RefusedAsync(Rows.Charge("alice", 2, "k3"), _chain);
        Assert.True(_chain.IsBroken);
        Assert.Equal(Rows.Charge("alice", 1, "k1"), Assert.Single(await Storage.Journal.ReadAsync(Alice, afterSeq: 0)));
        Assert.Equal(3, Storage.Store.BatchCount);
    }

    [Fact]
    public async Task The_ledger_has_only_rows_that_moved_money_newest_first()
    {
        for (var seq = 1; seq <= 3; seq++) await Storage.Journal.AppendAsync(Rows.Charge("alice", seq), _chain);
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 4, "r1", ReservationStatus.Held, "p1", "1-1-1"), _chain);
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 5), _chain);

        var newest = await Storage.Journal.ReadLedgerAsync(Alice, long.MaxValue, limit: 2);
        var older = await Storage.Journal.ReadLedgerAsync(Alice, beforeSeq: 3, limit: 2);

        Assert.Equal([5, 3], newest.Select(row => row.Seq));
        Assert.Equal([2, 1], older.Select(row => row.Seq));
    }

    [Fact]
    public async Task Simultaneous_appends_of_one_chain_are_written_in_their_order()
    {
        await Task.WhenAll(Enumerable.Range(1, 500)
            .Select(seq => Storage.Journal.AppendAsync(Rows.Charge("alice", seq), _chain)));

        var rows = await Storage.Journal.ReadAsync(Alice, afterSeq: 0);

        Assert.Equal(Enumerable.Range(1, 500).Select(seq => (long)seq), rows.Select(row => row.Seq));
    }

    private async Task RefusedAsync(JournalRow row, AppendChain chain) =>
        await Assert.ThrowsAsync<StorageConflictException>(() => Storage.Journal.AppendAsync(row, chain));
}
