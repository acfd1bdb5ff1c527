namespace Concert.Storage;

public abstract class GroupCommitSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    [Fact]
    public async Task A_thousand_simultaneous_appends_share_two_transactions()
    {
        var arrived = Storage.Store.PauseNext();
        var first = AppendAsync("user-0");
        await arrived;
        var rest = Enumerable.Range(1, 999).Select(number => AppendAsync($"user-{number}")).ToList();
        Storage.Store.Release();
        await Task.WhenAll([first, .. rest]);

        // The paused one, and one for all appends that arrived in the meantime.
        Assert.Equal(2, Storage.Store.BatchCount);
        Assert.Equal(1000L, await Database.ScalarAsync("select count(*) from user_journal"));
    }

    [Fact]
    public async Task A_database_fault_in_a_batch_fails_exactly_its_callers()
    {
        var chain = new AppendChain();
        await AppendAsync("alice", 1, chain);
        await Database.ExecuteAsync("alter table user_journal rename to lost");
        var arrived = Storage.Store.PauseNext();
        var seat = Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        await arrived;

        var neighbor = Storage.Grains.WriteAsync("p1/1-1-2", Rows.State(Rows.Held("r1")));
        var append = AppendAsync("alice", 2, chain);
        Storage.Store.Release();

        await seat;
        await Assert.ThrowsAsync<UnavailableException>(() => neighbor);
        await Assert.ThrowsAsync<UnavailableException>(() => append);
        Assert.True(chain.IsBroken);

        await Database.ExecuteAsync("alter table lost rename to user_journal");
        Assert.Null((await Storage.Grains.ReadAsync("p1/1-1-2")).ETag);
        await AppendAsync("alice", 2, new AppendChain());
        await Assert.ThrowsAsync<StorageConflictException>(() => AppendAsync("alice", 3, chain));
        Assert.Equal(2, (await Storage.Journal.ReadAsync(new("alice"), afterSeq: 0)).Rows.Count);
    }

    [Fact]
    public async Task A_batch_with_an_unknown_outcome_breaks_its_chains_even_if_it_was_written()
    {
        var chain = new AppendChain();
        Storage.Store.FailNext(new IOException("The connection was cut."), isWritten: true);

        var fault = await Assert.ThrowsAsync<UnavailableException>(() => AppendAsync("alice", 1, chain));

        Assert.IsType<IOException>(fault.InnerException);
        await Assert.ThrowsAsync<StorageConflictException>(() => AppendAsync("alice", 2, chain));
        await Assert.ThrowsAsync<StorageConflictException>(() => AppendAsync("alice", 1, new AppendChain()));
        await AppendAsync("alice", 2, new AppendChain());
    }

    [Fact]
    public async Task A_batch_that_failed_before_it_was_written_can_be_retried()
    {
        Storage.Store.FailNext(new IOException("The disk is full."));
        await Assert.ThrowsAsync<UnavailableException>(() => AppendAsync("alice"));

        await AppendAsync("alice");
    }

    [Fact]
    public async Task The_reader_recovers_when_the_database_does()
    {
        await AppendAsync("alice");
        await Database.ExecuteAsync("alter table user_journal rename to lost");
        await Assert.ThrowsAsync<UnavailableException>(() => Storage.Journal.ReadAsync(new("alice"), afterSeq: 0));

        await Database.ExecuteAsync("alter table lost rename to user_journal");

        Assert.Single((await Storage.Journal.ReadAsync(new("alice"), afterSeq: 0)).Rows);
    }

    [Fact]
    public async Task Stopping_commits_accepted_changes_and_refuses_new_ones()
    {
        var arrived = Storage.Store.PauseNext();
        var first = AppendAsync("user-0");
        await arrived;
        var taken = Enumerable.Range(1, 100).Select(number => AppendAsync($"user-{number}")).ToList();

        var stopped = Storage.Writer.StopAsync();
        var chain = new AppendChain();
        var late = AppendAsync("late", 1, chain);
        Assert.False(stopped.IsCompleted, "The writer stopped with a batch under way.");
        Storage.Store.Release();
        await Task.WhenAll([first, .. taken, stopped]);

        await Assert.ThrowsAsync<UnavailableException>(() => late);
        Assert.True(chain.IsBroken);
        await ReopenAsync();
        Assert.Equal(101L, await Database.ScalarAsync("select count(*) from user_journal"));
    }

    private Task AppendAsync(string user, long seq = 1, AppendChain? chain = null) =>
        Storage.Journal.AppendAsync(Rows.Charge(user, seq), chain ?? new AppendChain());
}
