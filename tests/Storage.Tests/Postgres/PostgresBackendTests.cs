using Concert.Hosting;
using Concert.Options;

namespace Concert.Storage;

public sealed class PostgresBackendTests : IAsyncDisposable
{
    private readonly PostgresTestDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Many_that_start_together_on_an_empty_database_all_find_it_ready()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PrepareAsync())));

        Assert.Equal("1 2 3", await _database.ScalarAsync("select string_agg(version::text, ' ' order by version) from schema_version"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_line()
    {
        await PrepareAsync();
        await _database.ExecuteAsync("insert into schema_version(version, name) values (999, 'later')");

        var fault = await Assert.ThrowsAsync<CannotStartException>(() => PrepareAsync());

        Assert.Equal("The database's schema is version 999, newer than this build, which knows 3.", fault.Message);
    }

    [Fact]
    public async Task An_empty_database_that_may_not_be_changed_is_refused()
    {
        var fault = await Assert.ThrowsAsync<CannotStartException>(() => PrepareAsync(mayMigrate: false));

        Assert.Equal("The database's schema is version 0, this build needs 3, and Database:Migrate is false.", fault.Message);
    }

    [Fact]
    public async Task The_schema_can_be_applied_by_hand_and_a_second_time_changes_nothing()
    {
        var script = Path.Combine(RepositoryRoot(), "sql", "postgres", "apply.psql");
        var connectionString = await _database.ConnectionStringAsync();

        await PostgresServer.ApplyAsync(connectionString, script);
        await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresServer.ApplyAsync(connectionString, script));

        await PrepareAsync(mayMigrate: false);
        await PrepareAsync();
        await using var storage = await _database.OpenAsync(migrate: false);
        await storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
    }

    [Theory]
    [InlineData("Username=nobody;Database=postgres", "role \"nobody\" does not exist")]
    [InlineData("Username=postgres;Database=nowhere", "database \"nowhere\" does not exist")]
    public async Task A_server_that_will_never_let_us_in_is_refused_at_once_without_the_password(string settings, string reason)
    {
        var server = (await PostgresServer.SharedAsync()).ConnectionString("postgres");

        await using var backend = new PostgresBackend($"{server};{settings};Password=secret");
        var fault = await Assert.ThrowsAsync<CannotStartException>(() => backend.PrepareAsync(mayMigrate: true));

        Assert.StartsWith("ConnectionStrings:Concert", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=data/concert.db")]
    [InlineData("Host=localhost;Prot=5432")]
    [InlineData("Host=localhost;Port=many")]
    [InlineData("")]
    [InlineData(null)]
    public void A_connection_string_that_cannot_be_read_is_refused(string? connectionString)
    {
        var fault = Assert.Throws<CannotStartException>(() => new PostgresBackend(connectionString));

        Assert.StartsWith("ConnectionStrings:Concert", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_operator_says_of_the_pool_stays_and_what_is_left_out_is_set()
    {
        var tuned = new Npgsql.NpgsqlConnectionStringBuilder(
            PostgresConnections.Tuned("Host=db;Maximum Pool Size=7;No Reset On Close=false"));

        Assert.Equal((7, false, 60), (tuned.MaxPoolSize, tuned.NoResetOnClose, tuned.MaxAutoPrepare));
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Concert.Orleans.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private async Task PrepareAsync(bool mayMigrate = true)
    {
        await using var backend = StorageHosting.BackendOf(
            new DatabaseOptions { Provider = DatabaseOptions.Postgres }, await _database.ConnectionStringAsync());
        await backend.PrepareAsync(mayMigrate);
    }
}
