using Concert.Seats;
using Concert.Users;
using Orleans.Storage;

namespace Concert.Storage;

public abstract class GrainStateSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    [Fact]
    public async Task A_grain_that_was_never_written_has_no_record()
    {
        var state = await Storage.Grains.ReadAsync("p1/1-1-1");

        Assert.Equal((SeatState.Available, null, false), (state.State, state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task An_acknowledged_state_is_read_back_after_reopening()
    {
        var written = Rows.State(Rows.Held("r1"));
        await Storage.Grains.WriteAsync("p1/1-1-1", written);
        await ReopenAsync();

        var state = await Storage.Grains.ReadAsync("p1/1-1-1");

        Assert.Equal((Rows.Held("r1"), "1", true), (state.State, state.ETag, state.RecordExists));
        Assert.Equal(("1", true), (written.ETag, written.RecordExists));
    }

    // The snapshot of a user with many names has megabytes: no other grain's change waits for it.
    [Fact]
    public async Task A_large_state_is_written_beside_the_batches_of_the_writer_and_guarded_like_any_other()
    {
        var names = new UsedNames();
        for (var i = 0; i < 20_000; i++) names.Add($"name-{i}");
        var grain = GrainId.Create(StorageNames.UserWallet, "alice");
        var small = new GrainState<UserWalletSnapshot>(new() { Seq = 1 });
        var large = new GrainState<UserWalletSnapshot>(new() { Seq = 2, Names = names.Pack() });
        await Storage.Grains.WriteStateAsync(StorageNames.UserWallet, grain, small);
        var arrived = Storage.Store.PauseNext();
        var neighbor = Storage.Journal.AppendAsync(Rows.Charge("bob", 1), new());
        await arrived;

        large.ETag = small.ETag;
        await Storage.Grains.WriteStateAsync(StorageNames.UserWallet, grain, large);

        Assert.False(neighbor.IsCompleted);
        Storage.Store.Release();
        await neighbor;
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.Grains.WriteStateAsync(StorageNames.UserWallet, grain, small));
        var stale = new GrainState<UserWalletSnapshot>(large.State!) { ETag = small.ETag };
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.Grains.WriteStateAsync(StorageNames.UserWallet, grain, stale));
        var read = new GrainState<UserWalletSnapshot>(new());
        await Storage.Grains.ReadStateAsync(StorageNames.UserWallet, grain, read);
        Assert.Equal((2L, "2"), (read.State!.Seq, read.ETag));
        Assert.Equal(large.State!.Names, read.State.Names);
    }

    [Fact]
    public async Task Of_two_overlapping_first_writes_of_one_grain_exactly_one_succeeds()
    {
        var other = await OpenAnotherAsync();
        var arrived = Storage.Store.PauseNext();
        var ours = Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        await arrived;

        await other.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r2")));
        Storage.Store.Release();

        await Assert.ThrowsAsync<InconsistentStateException>(() => ours);
        Assert.Equal(Rows.Held("r2"), (await Storage.Grains.ReadAsync("p1/1-1-1")).State);
    }

    [Fact]
    public async Task Of_many_first_writes_from_two_silos_exactly_one_succeeds_for_each_grain()
    {
        var other = await OpenAnotherAsync();
        var keys = Enumerable.Range(1, 200).Select(number => $"p1/1-1-{number}").ToList();

        var writes = keys
            .SelectMany(key => new[] { Storage, other }.Select(async silo =>
                await Record.ExceptionAsync(() => silo.Grains.WriteAsync(key, Rows.State(Rows.Held("r1"))))))
            .ToList();
        var faults = (await Task.WhenAll(writes)).OfType<Exception>().ToList();

        Assert.Equal(keys.Count, faults.Count);
        Assert.All(faults, fault => Assert.IsType<InconsistentStateException>(fault));
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_its_neighbors_in_the_batch_are_not()
    {
        await Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        await Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Sold("r1"), "1"));
        var arrived = Storage.Store.PauseNext();
        var first = Storage.Grains.WriteAsync("p1/9-9-9", Rows.State(Rows.Held("r9")));
        await arrived;

        var before = Storage.Grains.WriteAsync("p1/1-1-2", Rows.State(Rows.Held("r2")));
        var stale = Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r3"), "1"));
        var after = Storage.Grains.WriteAsync("p1/1-1-3", Rows.State(Rows.Held("r4")));
        Storage.Store.Release();
        await Task.WhenAll(first, before, after);

        await Assert.ThrowsAsync<InconsistentStateException>(() => stale);
        Assert.Equal(Rows.Sold("r1"), (await Storage.Grains.ReadAsync("p1/1-1-1")).State);
        Assert.Equal(Rows.Held("r4"), (await Storage.Grains.ReadAsync("p1/1-1-3")).State);
        Assert.Equal(4, Storage.Store.BatchCount);
    }

    [Fact]
    public async Task A_version_of_a_missing_row_is_refused()
    {
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1"), "3")));
    }

    [Fact]
    public async Task A_cleared_state_keeps_its_row_and_version_so_that_an_older_write_is_still_refused()
    {
        var state = Rows.State(Rows.Held("r1"));
        await Storage.Grains.WriteAsync("p1/1-1-1", state);

        await Storage.Grains.ClearStateAsync(StorageNames.Seat, Rows.Seat("p1/1-1-1"), state);

        Assert.Equal((SeatState.Available, "2", false), (state.State, state.ETag, state.RecordExists));
        var read = await Storage.Grains.ReadAsync("p1/1-1-1");
        Assert.Equal((SeatState.Available, "2", false), (read.State, read.ETag, read.RecordExists));
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r2"), "1")));
        await Storage.Grains.WriteAsync("p1/1-1-1", state);
        Assert.Equal("3", state.ETag);
    }

    [Fact]
    public async Task Clearing_a_state_that_was_never_written_does_nothing()
    {
        var state = Rows.State(SeatState.Available);

        await Storage.Grains.ClearStateAsync(StorageNames.Seat, Rows.Seat("p1/1-1-1"), state);

        Assert.Null((await Storage.Grains.ReadAsync("p1/1-1-1")).ETag);
    }

    [Fact]
    public async Task The_state_is_written_as_it_was_at_the_call()
    {
        var arrived = Storage.Store.PauseNext();
        var state = Rows.State(Rows.Held("r1"));
        var write = Storage.Grains.WriteAsync("p1/1-1-1", state);
        await arrived;

        state.State = Rows.Held("r2");
        Storage.Store.Release();
        await write;

        Assert.Equal(Rows.Held("r1"), (await Storage.Grains.ReadAsync("p1/1-1-1")).State);
    }

    [Fact]
    public async Task A_thousand_simultaneous_first_reads_each_find_their_own_row()
    {
        var keys = Enumerable.Range(1, 1000).Select(number => $"p1/1-1-{number}").ToList();
        await Task.WhenAll(keys.Select(key => Storage.Grains.WriteAsync(key, Rows.State(Rows.Held($"r-{key}")))));

        var states = await Task.WhenAll(keys.Select(Storage.Grains.ReadAsync));

        Assert.Equal(keys.Select(key => Rows.Held($"r-{key}")), states.Select(state => state.State));
    }

    [Fact]
    public async Task The_view_of_seats_shows_the_name_of_the_status()
    {
        await Storage.Grains.WriteAsync("p1/2-10-7", Rows.State(Rows.Held("r1")));

        var seat = await Database.ScalarAsync(
            "select performance_id || ' ' || seat_id || ' ' || status || ' ' || reservation_id || ' ' || user_id from seat");

        Assert.Equal("p1 2-10-7 Held r1 alice", seat);
    }
}
