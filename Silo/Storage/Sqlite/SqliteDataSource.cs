using System.Data.Common;
using Concert.Settings;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>Opens and configures connections to one file, and owns their pool.</summary>
internal sealed class SqliteDataSource : DbDataSource
{
    private const int BusyTimeoutSeconds = 30;

    // busy_timeout: another writer (a second silo in a test, the stock provider, the reminders) holds the lock for one commit, and
    // SQLite retries in short steps. synchronous = full: a commit syncs the log before it returns, whatever default was compiled in.
    private static readonly string SetUp = $"pragma busy_timeout = {BusyTimeoutSeconds * 1000}; pragma synchronous = full";

    private readonly SqliteConnectionStringBuilder _settings;

    /// <exception cref="CannotStartException">The connection string is not valid, or names no file.</exception>
    public SqliteDataSource(string connectionString) => _settings = Parse(connectionString);

    public string FilePath => _settings.DataSource;

    public override string ConnectionString => _settings.ConnectionString;

    /// <summary>Parses the operator's connection string. The path becomes absolute, because the process may change its directory.</summary>
    /// <exception cref="CannotStartException">The connection string is not valid, or names no file.</exception>
    public static SqliteConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = BusyTimeoutSeconds };
            if (settings.DataSource is "" or ":memory:" || settings.Mode is SqliteOpenMode.Memory)
                throw new CannotStartException("ConnectionStrings:Concert names no file; it must be 'Data Source=<file>'.");
            settings.DataSource = Path.GetFullPath(settings.DataSource);
            return settings;
        }
        catch (ArgumentException fault)
        {
            throw new CannotStartException($"ConnectionStrings:Concert is not a valid SQLite connection string: {fault.Message}", fault);
        }
    }

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
