using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>
/// A connection outside the pool with prepared statements; <see cref="RenewableSession{TSession}"/> replaces it after a fault.
/// </summary>
internal abstract class SqliteSession : IDisposable
{
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;

    protected SqliteSession(SqliteConnection connection, string begin)
    {
        Connection = connection;
        _begin = Prepare(begin);
        _commit = Prepare("commit");
    }

    protected SqliteConnection Connection { get; }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        Connection.Dispose();
    }

    // In SQL, because the driver's transaction objects would have to be set on every prepared command for every transaction.
    protected void Begin() => _begin.Execute();

    protected void Commit() => _commit.Execute();

    protected SqliteStatement Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var statement = new SqliteStatement(Connection, sql, parameters);
        _statements.Add(statement);
        return statement;
    }
}
