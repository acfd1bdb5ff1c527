using Concert.Options;
using Npgsql;

namespace Concert.Storage;

public sealed class PostgresTestDatabase : ITestDatabase
{
    private readonly Lazy<Task<string>> _connectionString = new(async () => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());

    public Task<string> ConnectionStringAsync() => _connectionString.Value;

    Task<OpenStorage> ITestDatabase.OpenAsync(string grainStorage) => OpenAsync(grainStorage);

    internal async Task<OpenStorage> OpenAsync(string grainStorage = DatabaseOptions.GroupCommit, bool migrate = true) =>
        await OpenStorage.OpenAsync(
            new DatabaseOptions { Provider = DatabaseOptions.Postgres, GrainStorage = grainStorage, Migrate = migrate },
            await ConnectionStringAsync(),
            isShared: false);

    public Task ExecuteAsync(string sql) => ScalarAsync(sql);

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(await ConnectionStringAsync() + ";Pooling=false");
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    // The server goes with all its databases when the tests end.
    public ValueTask DisposeAsync() => default;
}
