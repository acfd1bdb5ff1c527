using Concert.Settings;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

public sealed class SqliteTestDatabase : ITestDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("concert-storage-").FullName;

    public string FilePath => Path.Combine(_folder, "concert.db");

    public string ConnectionString => $"Data Source={FilePath}";

    public Task<string[]> Settings => Task.FromResult<string[]>(["--Database:Provider=sqlite", $"--ConnectionStrings:Concert={ConnectionString}"]);

    Task<OpenStorage> ITestDatabase.OpenAsync(string grainStorage) => OpenAsync(grainStorage, isShared: true);

    internal Task<OpenStorage> OpenAsync(string grainStorage, bool isShared) =>
        OpenStorage.OpenAsync(new DatabaseOptions { GrainStorage = grainStorage }, ConnectionString, isShared);

    public Task ExecuteAsync(string sql) => ScalarAsync(sql);

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var database = new SqliteDataSource(ConnectionString);
        await using var connection = database.OpenOwnConnection();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
