using Concert.Settings;

namespace Concert.Storage;

public sealed class SqliteBackendTests : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SqliteTestDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        await PrepareAsync();
        await _database.ExecuteAsync("insert into queue_place(concert_id, place, user_id, status, joined_at) values ('c1', 1, 'alice', 'Waiting', '2030-06-01 12:00:00')");

        await PrepareAsync();

        Assert.Equal(1L, await _database.ScalarAsync("select count(*) from queue_place"));
        Assert.Equal((long)SqliteBackend.Schema.Version, await _database.ScalarAsync("select count(*) from schema_version"));
    }

    [Fact]
    public async Task A_new_database_file_and_its_log_are_readable_by_their_owner_only()
    {
        await PrepareAsync();
        // The log's files exist while a connection is open.
        await using var source = new SqliteDataSource(_database.ConnectionString);
        await using var connection = source.OpenOwnConnection();
        await using var command = connection.CreateCommand();
        command.CommandText = "update concert set title = title";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [("", OwnerOnly), ("-shm", OwnerOnly), ("-wal", OwnerOnly)],
            new[] { "", "-shm", "-wal" }.Select(end => (end, ModeOf(_database.FilePath + end))));
    }

    [Fact]
    public async Task An_existing_database_file_is_hidden_from_other_users_and_stays_readable_by_its_group()
    {
        await PrepareAsync();
        SetMode(_database.FilePath, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        await PrepareAsync();

        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, ModeOf(_database.FilePath));
    }

    [Fact]
    public async Task Many_processes_may_start_together_on_an_empty_database()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PrepareAsync())));

        Assert.Equal(
            string.Join(' ', SqliteBackend.Schema.Scripts.Select(script => script.Version)),
            await _database.ScalarAsync("select group_concat(version, ' ') from schema_version"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_line()
    {
        await PrepareAsync();
        await _database.ExecuteAsync("insert into schema_version(version, name) values (999, 'later')");

        var fault = await Assert.ThrowsAsync<CannotStartException>(() => PrepareAsync());

        Assert.Equal($"The database's schema is version 999, newer than version {SqliteBackend.Schema.Version} of this build.", fault.Message);
    }

    [Fact]
    public async Task Without_migration_an_empty_database_is_refused_and_a_prepared_one_is_not()
    {
        var fault = await Assert.ThrowsAsync<CannotStartException>(() => PrepareAsync(mayMigrate: false));
        Assert.Equal($"The database has no schema, this build needs version {SqliteBackend.Schema.Version}, and Database:Migrate is false.", fault.Message);

        await PrepareAsync();

        await PrepareAsync(mayMigrate: false);
    }

    [Fact]
    public async Task A_failed_script_leaves_an_empty_database_empty()
    {
        await _database.ExecuteAsync("create table section(x)");

        await Assert.ThrowsAsync<CannotStartException>(() => PrepareAsync());

        Assert.Equal(0L, await _database.ScalarAsync("select count(*) from sqlite_master where name = 'grain_state'"));
    }

    [Fact]
    public async Task A_file_in_use_is_refused_in_one_line_until_it_is_released()
    {
        var first = await _database.OpenAsync(DatabaseOptions.GroupCommit, isShared: false);

        var fault = await Assert.ThrowsAsync<CannotStartException>(
            () => _database.OpenAsync(DatabaseOptions.GroupCommit, isShared: false));

        Assert.Contains(_database.FilePath, fault.Message, StringComparison.Ordinal);
        Assert.Contains("another process is using", fault.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await (await _database.OpenAsync(DatabaseOptions.GroupCommit, isShared: false)).DisposeAsync();
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Mode=Memory;Data Source=x")]
    [InlineData("")]
    [InlineData("Server=localhost;Database=concert")]
    public void A_connection_string_that_names_no_file_is_refused(string connectionString)
    {
        var fault = Assert.Throws<CannotStartException>(() => new SqliteBackend(connectionString, isShared: false));

        Assert.StartsWith("ConnectionStrings:Concert", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_commit_is_synced_and_does_not_block_readers()
    {
        await PrepareAsync();

        Assert.Equal("wal", await _database.ScalarAsync("pragma journal_mode"));
        Assert.Equal(2L, await _database.ScalarAsync("pragma synchronous"));
    }

    // CA1416: the tests run on Unix only, as PostgreSQL's do.
#pragma warning disable CA1416
    private static UnixFileMode ModeOf(string path) => File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);
#pragma warning restore CA1416

    private async Task PrepareAsync(bool mayMigrate = true)
    {
        await using var backend = new SqliteBackend(_database.ConnectionString, isShared: true);
        await backend.PrepareAsync(mayMigrate);
    }
}
