using System.Data.Common;
using Concert.Settings;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>Opens connections to the one file, each set up the same way. Owns their pool.</summary>
internal sealed class SqliteDataSource : DbDataSource
{
    private const int BusyTimeoutSeconds = 30;

    // Another writer (a second silo in a test, the stock provider, the reminders) holds the lock for one commit: wait in
    // SQLite's own short steps. Durable on return: FULL syncs the log at each commit, whatever default was compiled in.
    private static readonly string SetUp = $"pragma busy_timeout = {BusyTimeoutSeconds * 1000}; pragma synchronous = full";

    private readonly SqliteConnectionStringBuilder _settings;

    /// <exception cref="CannotStartException">It is no connection string, or it names no file.</exception>
    public SqliteDataSource(string connectionString) => _settings = Parse(connectionString);

    public string FilePath => _settings.DataSource;

    public override string ConnectionString => _settings.ConnectionString;

    /// <summary>The operator's connection string, its file by the whole path: the process may change its directory.</summary>
    /// <exception cref="CannotStartException">It is no connection string, or it names no file.</exception>
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
            throw new CannotStartException($"ConnectionStrings:Concert is no SQLite connection string: {fault.Message}", fault);
        }
    }

    /// <summary>A connection outside the pool: closing it forgets all that was begun on it.</summary>
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
