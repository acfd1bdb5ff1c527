using Concert.Settings;
using Npgsql;

namespace Concert.Storage;

public sealed class PostgresBackendTests : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    // Everything that a script of ours can create.
    private const string Description = """
        select string_agg(part, chr(10) order by part) from (
            select concat_ws(' ', table_name, column_name, data_type, collation_name, column_default, is_nullable, is_identity)
            from information_schema.columns where table_schema = 'public'
            union all select concat_ws(' ', relname, relkind, reloptions) from pg_class where relnamespace = 'public'::regnamespace
            union all select indexdef from pg_indexes where schemaname = 'public'
            union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'public'::regnamespace
            union all select pg_get_viewdef(oid) from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
            union all select QueryKey || QueryText from OrleansQuery
            union all select version || ' ' || name from schema_version) as parts(part)
        """;

    private readonly PostgresTestDatabase _database = new(isEmpty: true);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("", 17)]
    [InlineData(";Maximum Pool Size=8;Minimum Pool Size=6", 5)]
    [InlineData(";Maximum Pool Size=2", 1)]
    public async Task The_connections_of_writers_and_reader_count_within_the_size_of_the_pool(string settings, int shared)
    {
        await using var backend = new PostgresBackend($"Host=h{settings}", TimeSpan.Zero);

        Assert.Equal(shared, new NpgsqlConnectionStringBuilder(backend.DataSource.ConnectionString).MaxPoolSize);
    }

    [Fact]
    public async Task Many_processes_may_start_together_on_an_empty_database()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PrepareAsync())));

        Assert.Equal(
            string.Join(' ', PostgresBackend.Schema.Scripts.Select(script => script.Version)),
            await _database.ScalarAsync("select string_agg(version::text, ' ' order by version) from schema_version"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_line()
    {
        await PrepareAsync();
        await _database.ExecuteAsync("insert into schema_version(version, name) values (999, 'later')");

        var fault = await Assert.ThrowsAsync<CannotStartException>(() => PrepareAsync());

        Assert.Equal($"The database's schema is version 999, newer than version {PostgresBackend.Schema.Version} of this build.", fault.Message);
    }

    [Fact]
    public async Task Without_migration_an_empty_database_is_refused_and_one_prepared_by_hand_is_not()
    {
        var fault = await Assert.ThrowsAsync<CannotStartException>(() => PrepareAsync(mayMigrate: false));
        Assert.Equal($"The database has no schema, this build needs version {PostgresBackend.Schema.Version}, and Database:Migrate is false.", fault.Message);

        await SetUpByHandAsync();
        await SetUpByHandAsync();

        await PrepareAsync(mayMigrate: false);
        await PrepareAsync();
        Assert.Equal((long)PostgresBackend.Schema.Version, await _database.ScalarAsync("select count(*) from schema_version"));
    }

    [Fact]
    public async Task The_schema_made_by_hand_is_the_one_of_the_migrator()
    {
        await using var migrated = new PostgresTestDatabase();

        await SetUpByHandAsync();

        Assert.Equal(await migrated.ScalarAsync(Description), await _database.ScalarAsync(Description));
    }

    [Fact]
    public async Task A_failed_script_leaves_an_empty_database_empty()
    {
        await _database.ExecuteAsync("create table section(x int)");

        await Assert.ThrowsAsync<CannotStartException>(() => PrepareAsync());

        Assert.Equal(0L, await _database.ScalarAsync("select count(*) from pg_tables where tablename in ('grain_state', 'schema_version')"));
    }

    [Fact]
    public async Task An_unreachable_server_is_retried_and_then_named_without_the_password()
    {
        await using var backend = new PostgresBackend("Host=127.0.0.1;Port=1;Username=u;Password=hush;Database=d", TimeSpan.FromSeconds(1));

        var fault = await Assert.ThrowsAsync<CannotStartException>(() => backend.PrepareAsync(mayMigrate: true));

        Assert.StartsWith("ConnectionStrings:Concert names 'Host=127.0.0.1;Port=1;Database=d;Username=u', which could not be reached within 1 s", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_backend_waits_for_a_server_that_starts_later()
    {
        await using var server = await PostgresServer.CreateAsync();
        await using var backend = new PostgresBackend(await server.CreateDatabaseAsync(), StartTimeout);
        await server.StopAsync(isImmediate: true);

        var preparing = backend.PrepareAsync(mayMigrate: true);
        await server.StartAsync();

        await preparing;
    }

    [Fact]
    public async Task A_missing_database_is_named_at_once()
    {
        var settings = new NpgsqlConnectionStringBuilder(await _database.ConnectionString) { Database = "nowhere" };
        await using var backend = new PostgresBackend(settings.ConnectionString, StartTimeout);

        var fault = await Assert.ThrowsAsync<CannotStartException>(() => backend.PrepareAsync(mayMigrate: true));

        Assert.Contains("which refuses the connection: database \"nowhere\" does not exist", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Data Source=data/concert.db;Mode=Memory")]
    [InlineData("Host=localhost;Port=many")]
    public void A_connection_string_that_names_no_server_is_refused(string connectionString)
    {
        var fault = Assert.Throws<CannotStartException>(() => PostgresSettings.Parse(connectionString));

        Assert.StartsWith("ConnectionStrings:Concert", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_the_operator_override_our_defaults()
    {
        var settings = PostgresSettings.Parse("Host=h;MaxPoolSize=7;Max Auto Prepare=0;Timeout=9");

        Assert.Equal((7, 0, 9), (settings.MaxPoolSize, settings.MaxAutoPrepare, settings.Timeout));
        Assert.Equal(("concert", true, 10), (settings.ApplicationName, settings.NoResetOnClose, settings.CommandTimeout));
    }

    private async Task PrepareAsync(bool mayMigrate = true)
    {
        await using var backend = new PostgresBackend(await _database.ConnectionString, StartTimeout);
        await backend.PrepareAsync(mayMigrate);
    }

    private Task SetUpByHandAsync() => _database.RunScriptAsync("by_hand.psql");
}
