using System.Text;
using Concert.Reservations;
using Concert.Settings;
using Npgsql;

namespace Concert.Storage;

public sealed class PostgresChangeStoreTests : IAsyncLifetime
{
    // The time until a frozen silo is declared dead (docs/operations.md § Failover), and 2 s for a busy machine.
    private static readonly TimeSpan DeclaredDeadAfter = TimeSpan.FromSeconds(6 + 2);

    private readonly PostgresTestDatabase _database = new();
    private PostgresBackend _backend = null!;
    private IChangeStore _store = null!;
    private IChangeStore _other = null!;

    public async ValueTask InitializeAsync()
    {
        _backend = new PostgresBackend(await _database.ConnectionString, TimeSpan.FromSeconds(30));
        _store = _backend.CreateChangeStore("concert");
        _other = _backend.CreateChangeStore("concert");
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _other.DisposeAsync();
        await _backend.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_first_write_waits_for_an_uncommitted_one_and_is_refused()
    {
        await using var rival = await _database.OpenConnectionAsync();
        await using var transaction = await rival.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("insert into grain_state values ('concert', 'seat', 'p1/1-1-1', '{}', 1)", rival, transaction))
            await insert.ExecuteNonQueryAsync();
        var ours = CommitAsync(_store, State("p1/1-1-1"), State("p1/1-1-2"));
        await UntilATransactionWaitsAsync();

        await transaction.CommitAsync();

        var answers = await ours;
        Assert.Equal([false, true], answers);
    }

    [Fact]
    public async Task The_row_locks_of_a_frozen_silo_are_released_before_it_is_declared_dead()
    {
        var settings = PostgresSettings.Parse(await _database.ConnectionString);
        await using var pool = NpgsqlDataSource.Create(settings);
        await using var frozen = new PostgresSession(settings, pool);
        await using var transaction = await frozen.Connect().BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var batch = frozen.CreateBatch())
        {
            batch.Add("insert into grain_state values ('concert', 'seat', 'p1/1-1-1', '{}', 1)");
            await frozen.Execute(batch).DisposeAsync();
        }

        var answers = await CommitAsync(_store, State("p1/1-1-1"), State("p1/1-1-2")).WaitAsync(DeclaredDeadAfter, TestContext.Current.CancellationToken);

        Assert.Equal([true, true], answers);
    }

    [Fact]
    public async Task Overlapping_batches_of_two_silos_in_opposite_order_do_not_deadlock()
    {
        string[] keys = [.. Enumerable.Range(0, 300).Select(number => $"p1/1-1-{number:000}")];
        var before = await DeadlocksAsync();
        for (var version = 0; version < 20; version++)
        {
            long? expected = version == 0 ? null : version;
            Change[] forth = [.. keys.Select(key => State(key, expected)), .. keys.Select(key => Charge(key, version + 1))];
            Change[] back = [.. keys.Reverse().Select(key => Charge(key, version + 1)), .. keys.Reverse().Select(key => State(key, expected))];

            var answers = await Task.WhenAll(Task.Run(() => CommitAsync(_store, forth)), Task.Run(() => CommitAsync(_other, back)));

            Assert.Equal(keys.Length * 2, answers.Sum(answer => answer.Count(isWritten => isWritten)));
        }

        Assert.Equal(before, await DeadlocksAsync());
        Assert.Equal(6000L, await _database.ScalarAsync("select count(*) from user_journal"));
        Assert.Equal(300L, await _database.ScalarAsync("select count(*) from grain_state where version = 20"));
    }

    [Fact]
    public async Task Several_writes_of_one_state_in_a_batch_are_applied_in_order()
    {
        var answers = await CommitAsync(_store, State("a"), State("b"), State("a"), State("a", 1), State("a", 3), State("a", 2));

        Assert.Equal([true, true, false, true, false, true], answers);
        Assert.Equal(3, await _database.ScalarAsync("select version from grain_state where grain_key = 'a'"));
    }

    [Fact]
    public async Task A_used_key_in_the_middle_of_a_chain_breaks_only_the_rest_of_it()
    {
        var chain = new AppendChain();
        Change[] batch =
        [
            Charge("alice", 1, "k1", chain),
            Charge("bob", 1),
            Charge("alice", 2, "k2", chain),
            Charge("alice", 3, "k1", chain),
            Charge("alice", 4, "k4", chain),
            Charge("alice", 3, "k5", chain),
            Charge("carol", 1),
        ];

        var answers = await CommitAsync(_store, batch);
        Assert.Equal([true, true, true, false, false, false, true], answers);
        Assert.True(chain.IsBroken);
        Assert.Equal(2L, await _database.ScalarAsync("select max(seq) from user_journal where user_id = 'alice'"));
    }

    [Fact]
    public async Task A_stale_activation_writes_no_row_after_its_refused_ones()
    {
        var chain = new AppendChain();
        await CommitAsync(_store, [.. Enumerable.Range(1, 5).Select(seq => Charge("alice", seq))]);

        var answers = await CommitAsync(_other, [.. Enumerable.Range(4, 5).Select(seq => Charge("alice", seq, null, chain))]);

        Assert.DoesNotContain(true, answers);
        Assert.Equal(5L, await _database.ScalarAsync("select count(*) from user_journal"));
    }

    [Fact]
    public async Task Of_a_batch_with_conflicts_only_the_rows_in_conflict_are_refused()
    {
        await CommitAsync(_store, State("old"), State("stale"), State("stale", 1), State("taken"), Charge("alice", 1), Charge("bob", 1, "k1"));
        var gap = new AppendChain();

        var answers = await CommitAsync(
            _store, State("old", 1), State("stale", 1), State("taken"), State("new"), Charge("alice", 2), Charge("bob", 2, "k1"),
            Charge("carol", 2, null, gap), Charge("carol", 3, null, gap), Charge("dave", 1));

        Assert.Equal([true, false, false, true, true, false, false, false, true], answers);
        Assert.Equal("alice 2 bob 1 dave 1", await _database.ScalarAsync(
            "select string_agg(user_id || ' ' || seq, ' ' order by user_id) from (select user_id, max(seq) as seq from user_journal group by 1) as j"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_single_conflict_in_a_batch_is_noticed(bool isGap)
    {
        await CommitAsync(_store, State("a"), State("a", 1));

        var answers = await CommitAsync(_store, State("b"), isGap ? Charge("alice", 2) : State("a", 1), Charge("bob", 1));

        Assert.Equal([true, false, true], answers);
    }

    [Fact]
    public async Task Two_activations_of_one_user_in_one_batch_each_get_exact_results()
    {
        var (first, second) = (new AppendChain(), new AppendChain());

        var answers = await CommitAsync(
            _store, Charge("alice", 1, null, first), Charge("alice", 1, null, second), Charge("alice", 2, null, second), Charge("alice", 2, null, first));

        Assert.Equal([true, false, false, true], answers);
    }

    [Fact]
    public async Task The_last_status_of_a_reservation_is_stored_and_that_of_a_refused_row_is_not()
    {
        var chain = new AppendChain();
        await CommitAsync(_store, Step(1, ReservationStatus.Held, chain), Step(2, ReservationStatus.Paid, chain));
        Assert.Equal("Paid", await _database.ScalarAsync("select status from reservation"));

        var answers = await CommitAsync(_store, Step(2, ReservationStatus.Expired, new AppendChain()));
        Assert.Equal([false], answers);

        Assert.Equal("Paid", await _database.ScalarAsync("select status from reservation"));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("key")]
    [InlineData("body")]
    [InlineData("balance")]
    [InlineData("surrogate")]
    public async Task A_row_that_the_database_cannot_store_fails_alone(string part)
    {
        Change poison = part switch
        {
            "state" => new StateWrite("seat", "x", Encoding.UTF8.GetBytes("""{"a":"\u0000"}"""), null),
            "key" => State("x\0"),
            "body" => new JournalAppend([Rows.Charge("x", 1) with { Body = "{" }], new AppendChain()),
            "balance" => new JournalAppend([Rows.Charge("x", 1) with { Balance = new(-1) }], new AppendChain()),
            _ => Charge("x\uD800", 1),
        };
        Change[] batch = [.. Enumerable.Range(0, 50).Select(number => State($"a{number}")), poison, .. Enumerable.Range(0, 50).Select(number => Charge($"u{number}", 1))];

        var results = await _store.CommitAsync(batch);

        Assert.NotNull(results[50].Fault);
        Assert.Equal(100, results.Count(result => result.IsWritten));
        Assert.Equal(100L, await _database.ScalarAsync("select (select count(*) from grain_state) + (select count(*) from user_journal)"));
    }

    [Fact]
    public async Task A_connection_cut_during_a_batch_fails_that_batch_and_the_next_one_is_written()
    {
        await using var rival = await _database.OpenConnectionAsync();
        await using var transaction = await rival.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("insert into grain_state values ('concert', 'seat', 'b', '{}', 1)", rival, transaction))
            await insert.ExecuteNonQueryAsync();
        var ours = CommitAsync(_store, State("a"), State("b"), State("c"));
        await UntilATransactionWaitsAsync();

        await _database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ours);
        await transaction.RollbackAsync();
        var answers = await CommitAsync(_store, State("a"), State("b"), State("c"));
        Assert.Equal([true, true, true], answers);
    }

    [Fact]
    public async Task A_server_crash_loses_no_acknowledged_write_and_the_store_reconnects()
    {
        await using var server = await PostgresServer.CreateAsync();
        await using var backend = new PostgresBackend(await server.CreateDatabaseAsync(), TimeSpan.FromSeconds(30));
        await backend.PrepareAsync(mayMigrate: true);
        await using var store = backend.CreateChangeStore("concert");
        await CommitAsync(store, [.. Enumerable.Range(0, 1000).Select(number => State($"a{number}"))]);

        await server.StopAsync(isImmediate: true);
        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(store, State("b")));
        await server.StartAsync();

        var answers = await CommitAsync(store, State("b"));
        Assert.Equal([true], answers);
        Assert.DoesNotContain(false, await CommitAsync(store, [.. Enumerable.Range(0, 1000).Select(number => State($"a{number}", 1))]));
    }

    private static async Task<bool[]> CommitAsync(IChangeStore store, params Change[] batch) =>
        // On another thread: a store may block the one that calls it.
        [.. (await Task.Run(() => store.CommitAsync(batch).AsTask())).Select(result => result.IsWritten)];

    private static StateWrite State(string key, long? expected = null) => new("seat", key, "{}"u8.ToArray(), expected);

    private static JournalAppend Charge(string user, long seq, string? key = null, AppendChain? chain = null) =>
        new([Rows.Charge(user, seq, key)], chain ?? new AppendChain());

    private static JournalAppend Step(long seq, ReservationStatus status, AppendChain chain) =>
        new([Rows.ReservationStep("alice", seq, "r1", status, "p1", "1-1-1")], chain);

    private async Task<object?> DeadlocksAsync() =>
        await _database.ScalarAsync("select deadlocks from pg_stat_database where datname = current_database()");

    // Asks the server; each query is a round trip, so this loop is no faster than the server.
    private async Task UntilATransactionWaitsAsync()
    {
        const string Waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        while (await _database.ScalarAsync(Waiting) is 0L) await Task.Yield();
    }
}
