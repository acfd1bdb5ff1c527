using System.Data;
using System.Data.Common;
using Concert.Settings;
using Concert.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Concert.Auditing;

/// <summary>A database as the auditor uses it: only to read, and without keeping anyone else out.</summary>
/// <param name="Name">What may be said aloud of where it is.</param>
/// <param name="Views">The common table expressions that the checks' queries read, in the database's own words.</param>
/// <param name="Connect">A connection that is not open yet.</param>
/// <param name="BeginSnapshot">Begins a transaction whose queries all see one moment.</param>
/// <param name="SetUp">Runs first in that transaction.</param>
internal sealed record AuditDatabase(
    string Name,
    SchemaSql Schema,
    string Views,
    Func<DbConnection> Connect,
    Func<DbConnection, DbTransaction> BeginSnapshot,
    string SetUp)
{
    // Whatever the tables' statistics say, a join is by hash or in order: one nested loop over two big tables never ends.
    private const string SetUpPostgres = """
        set transaction read only;
        set local enable_nestloop = off;
        set local jit = off;
        set local work_mem = '64MB'
        """;

    private const string SetUpSqlite = "pragma query_only = on";

    /// <exception cref="CannotStartException">The connection string names no database.</exception>
    public static AuditDatabase Of(DatabaseOptions database, string connectionString) =>
        database.Provider == DatabaseOptions.Postgres ? OfPostgres(connectionString) : OfSqlite(connectionString);

    private static AuditDatabase OfPostgres(string connectionString)
    {
        var settings = PostgresSettings.Parse(connectionString);
        var name = PostgresSettings.NameOf(settings);
        // One connection, and as long as it takes.
        (settings.Pooling, settings.CommandTimeout) = (false, 0);
        settings.ApplicationName += " audit";
        return new(
            name,
            PostgresBackend.Schema,
            PostgresAuditSql.Views,
            () => new NpgsqlConnection(settings.ConnectionString),
            connection => connection.BeginTransaction(IsolationLevel.RepeatableRead),
            SetUpPostgres);
    }

    private static AuditDatabase OfSqlite(string connectionString)
    {
        var settings = SqliteDataSource.Parse(connectionString);
        (settings.Mode, settings.Pooling) = (SqliteOpenMode.ReadOnly, false);
        return new(
            settings.DataSource,
            SqliteBackend.Schema,
            SqliteAuditSql.Views,
            () => new SqliteConnection(settings.ConnectionString),
            // Deferred: it never takes the write lock.
            connection => ((SqliteConnection)connection).BeginTransaction(deferred: true),
            SetUpSqlite);
    }
}
