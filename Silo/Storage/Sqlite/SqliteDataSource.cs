using System.Data.Common;
using Concert.Settings;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>Opens and configures connections to one file, and owns their pool.</summary>
internal sealed class SqliteDataSource : DbDataSource
{
    // busy_timeout: another writer (a second silo in a test, the stock provider, the reminders) holds the lock for one commit, and
    // SQLite retries in short steps. synchronous = full: a commit syncs the log before it returns, whatever default was compiled in.
    private static readonly string SetUp = $"pragma busy_timeout = {SqliteSettings.BusyTimeoutSeconds * 1000}; pragma synchronous = full";

    private readonly SqliteConnectionStringBuilder _settings;

    /// <exception cref="CannotStartException">The connection string is not valid, or names no file.</exception>
    public SqliteDataSource(string connectionString) => _settings = SqliteSettings.Parse(connectionString);

    public string FilePath => _settings.DataSource;

    public override string ConnectionString => _settings.ConnectionString;

    /// <summary>A connection outside the pool: closing it rolls back its transaction.</summary>
    public SqliteConnection OpenOwnConnection()
    {
        var settings = new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false };
        return Open(new SqliteConnection(settings.ConnectionString));
    }

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection() => Open(new SqliteConnection(ConnectionString));

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken) =>
        new(OpenDbConnection());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using var any = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(any);
        }

        base.Dispose(disposing);
    }

    private static SqliteConnection Open(SqliteConnection connection)
    {
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = SetUp;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
