using System.Data.Common;
using System.Globalization;
using Concert.Settings;

namespace Concert.Storage;

/// <summary>The migrator with scripts of its own, on an empty database.</summary>
public abstract class MigratorSuite<TDatabase> : IAsyncDisposable
    where TDatabase : ITestDatabase
{
    private static readonly SchemaScript First = new(1, "0001_first.sql", "create table first(x integer)");
    private static readonly SchemaScript Second = new(
        2, "0002_second.sql", "insert into first(x) values (2); create table second(x integer)");

    private static readonly SchemaScript Third = new(3, "0003_third.sql", "insert into first(x) values (3)");

    // Its first statement succeeds.
    private static readonly SchemaScript Failing = new(
        2, "0002_failing.sql", "create table half(x integer); insert into missing(x) values (1)");

    protected abstract TDatabase Database { get; }

    private protected abstract SchemaSql Schema { get; }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_older_database_gets_only_the_newer_scripts()
    {
        await MigrateAsync([First]);

        await MigrateAsync([First with { Text = "not a statement" }, Second, Third]);

        Assert.Equal(3, await VersionAsync());
        Assert.Equal(5L, await NumberAsync("select sum(x) from first"));
        Assert.Equal(3L, await NumberAsync("select count(*) from schema_version"));
    }

    [Fact]
    public async Task A_database_that_must_not_be_changed_is_refused_if_a_script_is_missing()
    {
        await MigrateAsync([First]);

        var fault = await Assert.ThrowsAsync<CannotStartException>(() => MigrateAsync([First, Second], mayChange: false));

        Assert.Equal("The database's schema is version 1, this build needs 2, and Database:Migrate is false.", fault.Message);
        Assert.Equal(1, await VersionAsync());
    }

    [Fact]
    public async Task A_failing_script_leaves_the_version_before_it()
    {
        var fault = await Assert.ThrowsAsync<CannotStartException>(() => MigrateAsync([First, Failing, Third]));

        Assert.StartsWith("ConnectionStrings:Concert: the database can't be set up: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, await VersionAsync());
        Assert.Equal(0L, await NumberAsync("select count(*) from first"));

        await MigrateAsync([First, Second, Third]);
        Assert.Equal(3, await VersionAsync());
        await Assert.ThrowsAnyAsync<DbException>(() => Database.ScalarAsync("select count(*) from half"));
    }

    [Fact]
    public async Task Processes_that_start_together_apply_each_script_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => MigrateAsync([First, Second, Third]))));

        Assert.Equal(3, await VersionAsync());
        Assert.Equal(2L, await NumberAsync("select count(*) from first"));
        Assert.Equal(3L, await NumberAsync("select count(*) from schema_version"));
    }

    private protected abstract Task<DbDataSource> OpenAsync();

    private protected async Task MigrateAsync(SchemaScript[] scripts, bool mayChange = true)
    {
        await using var database = await OpenAsync();
        await new Migrator(database, Schema with { Scripts = [.. scripts] }).RunAsync(mayChange);
    }

    private async Task<int?> VersionAsync()
    {
        await using var database = await OpenAsync();
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await Migrator.FindVersionAsync(connection, Schema);
    }

    private async Task<long> NumberAsync(string sql) => Convert.ToInt64(await Database.ScalarAsync(sql), CultureInfo.InvariantCulture);
}
