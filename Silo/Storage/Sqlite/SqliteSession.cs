using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>A connection of its own with the statements prepared on it. After a fault it is thrown away and made anew.</summary>
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

    // Said in SQL, because the driver wants its transaction objects set on every prepared command again and again.
    protected void Begin() => _begin.Execute();

    protected void Commit() => _commit.Execute();

    protected SqliteStatement Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var statement = new SqliteStatement(Connection, sql, parameters);
        _statements.Add(statement);
        return statement;
    }
}
