using Concert.Settings;
using Npgsql;

namespace Concert.Storage;

public sealed class PostgresTestDatabase : ITestDatabase
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Lazy<Task<string>> _connectionString;

    public PostgresTestDatabase()
        : this(isEmpty: false)
    {
    }

    /// <param name="isEmpty">True: the database has no schema yet.</param>
    public PostgresTestDatabase(bool isEmpty) =>
        _connectionString = new(async () => await (await SharedPostgres.Server).CreateDatabaseAsync(isEmpty ? null : SetUpAsync));

    public Task<string> ConnectionString => _connectionString.Value;

    public Task<string[]> Settings => SettingsAsync();

    async Task<OpenStorage> ITestDatabase.OpenAsync(string grainStorage) => await OpenStorage.OpenAsync(
        new DatabaseOptions { Provider = DatabaseOptions.Postgres, GrainStorage = grainStorage },
        await ConnectionString,
        isShared: true);

    public Task ExecuteAsync(string sql) => ScalarAsync(sql);

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async Task<NpgsqlConnection> OpenConnectionAsync()
    {
        var connection = new NpgsqlConnection(await ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs a script of <c>sql/postgres</c> with psql, as an operator does.</summary>
    /// <param name="script">The name of the file.</param>
    /// <param name="variables">Variables of the script, each as <c>name=value</c>.</param>
    public async Task RunScriptAsync(string script, params string[] variables)
    {
        var settings = new NpgsqlConnectionStringBuilder(await ConnectionString);
        var psql = Path.Combine((await SharedPostgres.Server).Programs, "psql");
        await PostgresServer.RunAsync(
        [
            psql, "-X", "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, "-d", settings.Database!,
            .. variables.SelectMany(variable => new[] { "-v", variable }),
            "-f", Path.Combine(Repository.Root, "sql", "postgres", script),
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connectionString.IsValueCreated) await (await SharedPostgres.Server).DropDatabaseAsync(await ConnectionString);
    }

    private async Task<string[]> SettingsAsync() => ["--Database:Provider=postgres", $"--ConnectionStrings:Concert={await ConnectionString}"];

    private static async Task SetUpAsync(string connectionString)
    {
        await using var backend = new PostgresBackend(connectionString, StartTimeout);
        await backend.PrepareAsync(mayMigrate: true);
    }
}
