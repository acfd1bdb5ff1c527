using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>The file, and how connections to it are opened: every one of them syncs the log before a commit returns.</summary>
internal sealed class SqliteDatabase
{
    public SqliteDatabase(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        ConnectionString = builder.ToString();
        Path = System.IO.Path.GetFullPath(builder.DataSource);
    }

    public string ConnectionString { get; }

    public string Path { get; }

    /// <summary>A pooled connection, for reading.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>A connection of its own, for a loop that keeps it.</summary>
    public SqliteConnection OpenOwn()
    {
        var own = new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false };
        var connection = new SqliteConnection(own.ToString());
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 30000;";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Runs a query off the caller's thread: SQLite blocks, and a grain's turn must not.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> query) => Task.Run(() =>
    {
        using var connection = Open();
        return query(connection);
    });
}
