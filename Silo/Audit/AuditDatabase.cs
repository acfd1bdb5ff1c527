using System.Data;
using System.Data.Common;
using Concert.Settings;
using Concert.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Concert.Auditing;

/// <summary>How the auditor opens a database: read only, and without a lock that blocks other processes.</summary>
/// <param name="Name">The location of the database, without a password.</param>
/// <param name="Views">The common table expressions that the queries of the checks use.</param>
/// <param name="Connect">Creates a connection that is not open yet.</param>
/// <param name="BeginSnapshot">Begins a transaction in which all queries read the same snapshot.</param>
/// <param name="SetUp">The first statements of that transaction.</param>
internal sealed record AuditDatabase(
    string Name,
    SchemaSql Schema,
    string Views,
    Func<DbConnection> Connect,
    Func<DbConnection, DbTransaction> BeginSnapshot,
    string SetUp)
{
    // No nested loops, whatever the statistics of the tables are: a nested loop over two large tables would not finish.
    private const string SetUpPostgres = """
        set transaction read only;
        set local enable_nestloop = off;
        set local jit = off;
        set local work_mem = '64MB'
        """;

    private const string SetUpSqlite = "pragma query_only = on";

    /// <exception cref="CannotStartException">The connection string is not valid.</exception>
    public static AuditDatabase Of(DatabaseOptions database, string connectionString) =>
        database.Provider == DatabaseOptions.Postgres ? OfPostgres(connectionString) : OfSqlite(connectionString);

    private static AuditDatabase OfPostgres(string connectionString)
    {
        var settings = PostgresSettings.Parse(connectionString);
        var name = PostgresSettings.NameOf(settings);
        // One connection, without a timeout.
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
        var settings = SqliteSettings.Parse(connectionString);
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
