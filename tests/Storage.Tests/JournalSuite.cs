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

        Assert.Equal([charge, paid with { Reservation = null }], await ReadAsync(Alice));
        Assert.Equal([paid with { Reservation = null }], await ReadAsync(Alice, afterSeq: 1));
        Assert.Equal(charge, await Storage.Journal.FindAsync(Alice, "k1"));
        Assert.Null(await Storage.Journal.FindAsync(Alice, "k2"));
        Assert.Null(await Storage.Journal.FindAsync(new("bob"), "k1"));
        Assert.Empty(await ReadAsync(new("bob")));
    }

    [Fact]
    public async Task A_long_journal_is_read_in_pages()
    {
        const int Count = 2_500;
        await Task.WhenAll(Enumerable.Range(1, Count).Select(seq => Storage.Journal.AppendAsync(Rows.Charge("alice", seq), _chain)));

        var pages = new List<JournalPage>();
        do pages.Add(await Storage.Journal.ReadAsync(Alice, pages.Sum(page => page.Rows.Count)));
        while (!pages[^1].IsLast);

        Assert.Equal([1_000, 1_000, 500], pages.Select(page => page.Rows.Count));
        Assert.Equal(Enumerable.Range(1, Count).Select(seq => (long)seq), pages.SelectMany(page => page.Rows).Select(row => row.Seq));
    }

    [Fact]
    public async Task The_end_of_a_journal_is_its_last_row_also_when_many_are_read_at_once()
    {
        await Task.WhenAll(Enumerable.Range(1, 12).Select(seq => Storage.Journal.AppendAsync(Rows.Charge("alice", seq), _chain)));
        await Storage.Journal.AppendAsync(Rows.Charge("carol", 1), new());

        var users = Enumerable.Repeat<string[]>(["alice", "bob", "carol"], 10).SelectMany(three => three);
        Task<long>[] ends = [.. users.Select(user => Storage.Journal.ReadEndAsync(new(user)))];
        var page = Storage.Journal.ReadAsync(Alice, 10);

        var found = await Task.WhenAll(ends);
        Assert.Equal(Enumerable.Repeat<long[]>([12, 0, 1], 10).SelectMany(three => three), found);
        Assert.Equal([11L, 12], (await page).Rows.Select(row => row.Seq));
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 13), _chain);
        Assert.Equal(13, await Storage.Journal.ReadEndAsync(Alice));
    }

    [Fact]
    public async Task The_first_rows_of_a_long_journal_are_a_short_page_also_beside_a_longer_one()
    {
        await Task.WhenAll(Enumerable.Range(1, 130).Select(seq => Storage.Journal.AppendAsync(Rows.Charge("alice", seq), _chain)));
        var longer = Storage.Journal.ReadAsync(Alice, 0);
        var first = await Storage.Journal.ReadFirstAsync(Alice);
        Assert.Equal((128, false, 130), (first.Rows.Count, first.IsLast, (await longer).Rows.Count));
    }

    // Otherwise thousands of long journals that are read at once would fill the memory.
    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(8, 1_000)]
    [InlineData(16, 512)]
    [InlineData(128, 64)]
    [InlineData(4_096, 32)]
    public void Pages_that_are_read_at_once_are_shorter(int count, int rows) => Assert.Equal(rows, new JournalTailRead(new("mina"), 0).PageSizeIn(count));

    [Fact]
    public async Task A_page_that_ends_with_the_journal_is_followed_by_an_empty_one()
    {
        await Task.WhenAll(Enumerable.Range(1, 1_000).Select(seq => Storage.Journal.AppendAsync(Rows.Charge("alice", seq), _chain)));

        Assert.False((await Storage.Journal.ReadAsync(Alice, 0)).IsLast);
        var next = await Storage.Journal.ReadAsync(Alice, 1_000);
        Assert.Equal((true, 0), (next.IsLast, next.Rows.Count));
    }

    [Fact]
    public async Task A_reservation_is_found_by_its_id_for_its_user_only()
    {
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 1, "r1", ReservationStatus.Held, "p1", "1-1-1", "1-1-2"), _chain);
        var paid = Rows.ReservationStep("alice", 2, "r1", ReservationStatus.Paid, "p1", "1-1-1", "1-1-2");
        await Storage.Journal.AppendAsync(paid, _chain);
        await Storage.Journal.AppendAsync(Rows.Tombstone("alice", 3, "r2", "p1"), _chain);

        var found = (await Storage.Journal.FindReservationAsync(Alice, new("r1")))!;

        Assert.Equal(paid.Reservation! with { SeatIds = found.SeatIds }, found);
        Assert.Equal(paid.Reservation.SeatIds.AsEnumerable(), found.SeatIds);
        Assert.Empty((await Storage.Journal.FindReservationAsync(Alice, new("r2")))!.SeatIds);
        Assert.Null(await Storage.Journal.FindReservationAsync(Alice, new("r3")));
        Assert.Null(await Storage.Journal.FindReservationAsync(new("bob"), new("r1")));
    }

    [Fact]
    public async Task The_rows_that_made_reservations_are_read_with_their_present_status()
    {
        var first = Rows.ReservationStep("alice", 1, "r1", ReservationStatus.Held, "p1", "1-1-1");
        await Storage.Journal.AppendAsync(first, _chain);
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 2), _chain);
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 3, "r1", ReservationStatus.Released, "p1", "1-1-1"), _chain);
        await Storage.Journal.AppendAsync(Rows.Tombstone("alice", 4, "r2", "p1"), _chain);
        var last = Rows.ReservationStep("alice", 5, "r3", ReservationStatus.Held, "p1", "1-1-1");
        await Storage.Journal.AppendAsync(last, _chain);
        await Storage.Journal.AppendAsync(Rows.ReservationStep("bob", 1, "r4", ReservationStatus.Held, "p1", "1-1-1"), new());

        Assert.Equal([new(1, new("r1")), new(5, new("r3"))], await Storage.Journal.ReadMadeAsync(Alice, 0, 100));
        Assert.Equal([new(5, new("r3"))], await Storage.Journal.ReadMadeAsync(Alice, 1, 5));
        Assert.Empty(await Storage.Journal.ReadMadeAsync(Alice, 1, 4));
        Assert.Equal(
            [
                new ReservedRow(last with { Reservation = null }, ReservationStatus.Held),
                new ReservedRow(first with { Reservation = null }, ReservationStatus.Released),
            ],
            await Storage.Journal.ReadReservationsAsync(Alice, [1, 5]));
    }

    // The guard of last resort: an activation that has forgotten a tombstone can't make the reservation.
    [Fact]
    public async Task Nothing_is_made_after_a_tombstone_and_nothing_is_made_twice()
    {
        await Storage.Journal.AppendAsync(Rows.Tombstone("alice", 1, "r1", "p1"), _chain);
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 2, "r2", ReservationStatus.Held, "p1", "1-1-1"), _chain);

        await RefusedAsync(Rows.ReservationStep("alice", 3, "r1", ReservationStatus.Held, "p1", "1-1-1"), new());
        await RefusedAsync(Rows.ReservationStep("alice", 3, "r2", ReservationStatus.Held, "p1", "1-1-1"), new());
        await RefusedAsync(Rows.Tombstone("alice", 3, "r2", "p1"), new());

        Assert.Equal("Expired", await Database.ScalarAsync("select status from reservation where reservation_id = 'r1'"));
        Assert.Equal("Held", await Database.ScalarAsync("select status from reservation where reservation_id = 'r2'"));
        Assert.Equal(2, (await ReadAsync(Alice)).Count);
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 3, "r2", ReservationStatus.Released, "p1", "1-1-1"), _chain);
    }

    [Fact]
    public async Task Nothing_is_made_after_a_tombstone_of_the_same_batch()
    {
        var arrived = Storage.Store.PauseNext();
        var first = Storage.Journal.AppendAsync(Rows.Charge("bob", 1), new());
        await arrived;

        var tombstone = Storage.Journal.AppendAsync(Rows.Tombstone("alice", 1, "r1", "p1"), _chain);
        var refused = Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 2, "r1", ReservationStatus.Held, "p1", "1-1-1"), _chain);
        var follower = Storage.Journal.AppendAsync(Rows.Charge("alice", 3), _chain);
        var steps = new AppendChain();
        Task[] neighbor =
        [
            Storage.Journal.AppendAsync(Rows.ReservationStep("carol", 1, "r2", ReservationStatus.Held, "p1", "1-1-2"), steps),
            Storage.Journal.AppendAsync(Rows.ReservationStep("carol", 2, "r2", ReservationStatus.Released, "p1", "1-1-2"), steps),
            Storage.Journal.AppendAsync(Rows.ReservationStep("carol", 3, "r3", ReservationStatus.Held, "p1", "1-1-2"), steps),
        ];
        Storage.Store.Release();
        await Task.WhenAll([first, tombstone, .. neighbor]);

        await Assert.ThrowsAsync<StorageConflictException>(() => refused);
        await Assert.ThrowsAsync<StorageConflictException>(() => follower);
        Assert.Equal("Expired", await Database.ScalarAsync("select status from reservation where reservation_id = 'r1'"));
        Assert.Equal("Released", await Database.ScalarAsync("select status from reservation where reservation_id = 'r2'"));
        Assert.Equal("Held", await Database.ScalarAsync("select status from reservation where reservation_id = 'r3'"));
        Assert.Single(await ReadAsync(Alice));
    }

    [Fact]
    public async Task A_seq_that_exists_is_refused()
    {
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 1), _chain);

        await RefusedAsync(Rows.Charge("alice", 1) with { Kind = "paid" }, new AppendChain());

        Assert.Equal("charged", (await ReadAsync(Alice))[0].Kind);
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
        Assert.Equal(Rows.Charge("alice", 1, "k1"), Assert.Single(await ReadAsync(Alice)));
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

        var rows = await ReadAsync(Alice);

        Assert.Equal(Enumerable.Range(1, 500).Select(seq => (long)seq), rows.Select(row => row.Seq));
    }

    private async Task<IReadOnlyList<JournalRow>> ReadAsync(UserId user, long afterSeq = 0)
    {
        var page = await Storage.Journal.ReadAsync(user, afterSeq);
        Assert.True(page.IsLast);
        return page.Rows;
    }

    private async Task RefusedAsync(JournalRow row, AppendChain chain) =>
        await Assert.ThrowsAsync<StorageConflictException>(() => Storage.Journal.AppendAsync(row, chain));
}
