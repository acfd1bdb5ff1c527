using Concert.Seats;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>What only a server with several writers can do to a batch.</summary>
public sealed class PostgresWritingTests : StorageSuite<PostgresTestDatabase>
{
    private const int RowCount = 400;

    [Fact]
    public async Task Of_two_silos_that_write_the_same_new_rows_in_opposite_order_one_wins_each_row_and_none_waits_in_a_circle()
    {
        var other = await OpenAnotherAsync();

        var outcomes = await Task.WhenAll(
            WriteAllAsync(Storage, "r1", Enumerable.Range(0, RowCount)),
            WriteAllAsync(other, "r2", Enumerable.Range(0, RowCount).Reverse()));

        Assert.Equal(RowCount, outcomes.Sum());
        Assert.Equal((long)RowCount, await Database.ScalarAsync("select count(*) from grain_state"));
        Assert.Equal((long)outcomes[0], await Database.ScalarAsync("select count(*) from seat where reservation_id = 'r1'"));
    }

    [Fact]
    public async Task Of_two_silos_that_move_the_same_rows_on_at_once_one_wins_each_round()
    {
        var other = await OpenAnotherAsync();
        for (var round = 0; round < 5; round++)
        {
            await WriteAllAsync(Storage, "r0", Enumerable.Range(0, RowCount));
            var (mine, theirs) = (await ReadAllAsync(Storage), await ReadAllAsync(other));

            var outcomes = await Task.WhenAll(MoveAllAsync(Storage, mine, "r1"), MoveAllAsync(other, theirs.AsEnumerable().Reverse(), "r2"));

            Assert.Equal(RowCount, outcomes.Sum());
        }
    }

    [Fact]
    public async Task Of_two_silos_that_append_the_same_row_of_a_journal_one_is_refused_and_hears_it()
    {
        var other = await OpenAnotherAsync();
        for (var seq = 1; seq <= 20; seq++)
        {
            var outcomes = await Task.WhenAll(AppendAsync(Storage, seq), AppendAsync(other, seq));

            Assert.Single(outcomes, isWritten => isWritten);
        }
    }

    [Fact]
    public async Task A_row_that_cannot_be_data_fails_alone()
    {
        var arrived = Storage.Store.HoldUpNext();
        var first = Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        await arrived;
        var chain = new AppendChain();
        var good = Enumerable.Range(1, 50).Select(seq => Storage.Journal.AppendAsync(Rows.Charge("alice", seq), chain)).ToList();
        var bad = Storage.Journal.AppendAsync(Rows.Charge("bob", 1) with { Reference = "a NUL \0 in a text" }, new());
        var more = Enumerable.Range(51, 50).Select(seq => Storage.Journal.AppendAsync(Rows.Charge("alice", seq), chain)).ToList();
        Storage.Store.Release();

        await Task.WhenAll([first, .. good, .. more]);
        var fault = await Assert.ThrowsAsync<UnavailableException>(() => bad);

        Assert.Contains("0x00", fault.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(100L, await Database.ScalarAsync("select count(*) from user_journal"));
    }

    [Fact]
    public async Task A_row_that_cannot_be_data_takes_what_follows_it_in_its_chain()
    {
        var arrived = Storage.Store.HoldUpNext();
        var first = Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        await arrived;
        var chain = new AppendChain();
        var rows = Enumerable.Range(1, 9).Select(seq => Rows.Charge("alice", seq)).ToList();
        rows[4] = rows[4] with { Balance = new(-1) };
        var appends = rows.ConvertAll(row => Storage.Journal.AppendAsync(row, chain));
        Storage.Store.Release();

        await first;
        for (var i = 0; i < appends.Count; i++)
        {
            if (i < 4) await appends[i];
            else await Assert.ThrowsAnyAsync<Exception>(() => appends[i]);
        }

        Assert.Equal(4L, await Database.ScalarAsync("select count(*) from user_journal"));
    }

    [Fact]
    public async Task The_second_write_of_a_row_in_one_batch_sees_the_first()
    {
        var arrived = Storage.Store.HoldUpNext();
        var first = Storage.Grains.WriteAsync("p1/9-9-9", Rows.State(Rows.Held("r0")));
        await arrived;
        var created = Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        var moved = Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Sold("r1"), etag: "1"));
        var stale = Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Sold("r2"), etag: "1"));
        Storage.Store.Release();

        await Task.WhenAll(first, created, moved);
        await Assert.ThrowsAsync<InconsistentStateException>(() => stale);
        Assert.Equal(SeatStatus.Sold, (await Storage.Grains.ReadAsync("p1/1-1-1")).State!.Status);
    }

    [Fact]
    public async Task Connections_that_are_cut_fail_who_was_on_them_and_nobody_after()
    {
        await Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        await Storage.Grains.ReadAsync("p1/1-1-1");
        await Database.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        await Assert.ThrowsAsync<UnavailableException>(() => Storage.Grains.WriteAsync("p1/1-1-2", Rows.State(Rows.Held("r1"))));
        await Assert.ThrowsAsync<UnavailableException>(() => Storage.Grains.ReadAsync("p1/1-1-1"));

        await Storage.Grains.WriteAsync("p1/1-1-2", Rows.State(Rows.Held("r1")));
        Assert.Equal("1", (await Storage.Grains.ReadAsync("p1/1-1-1")).ETag);
    }

    private static async Task<int> WriteAllAsync(OpenStorage storage, string reservation, IEnumerable<int> seats) =>
        await CountAsync(seats.Select(seat => storage.Grains.WriteAsync($"p1/1-1-{seat}", Rows.State(Rows.Held(reservation)))));

    private static Task<int> MoveAllAsync(OpenStorage storage, IEnumerable<(int Seat, string ETag)> seats, string reservation) =>
        CountAsync(seats.Select(seat => storage.Grains.WriteAsync($"p1/1-1-{seat.Seat}", Rows.State(Rows.Sold(reservation), seat.ETag))));

    private static async Task<List<(int Seat, string ETag)>> ReadAllAsync(OpenStorage storage)
    {
        var states = await Task.WhenAll(Enumerable.Range(0, RowCount).Select(seat => storage.Grains.ReadAsync($"p1/1-1-{seat}")));
        return [.. states.Select((state, seat) => (seat, state.ETag!))];
    }

    private static async Task<bool> AppendAsync(OpenStorage storage, int seq) =>
        await CountAsync([storage.Journal.AppendAsync(Rows.Charge("alice", seq), new())]) == 1;

    private static async Task<int> CountAsync(IEnumerable<Task> writes)
    {
        var count = 0;
        foreach (var write in writes.ToList())
        {
            try
            {
                await write;
                count++;
            }
            catch (Exception refused) when (refused is InconsistentStateException or StorageConflictException)
            {
                // The other silo was quicker.
            }
        }

        return count;
    }
}
