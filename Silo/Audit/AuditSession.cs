using System.Collections.Immutable;
using System.Data.Common;
using Concert.Settings;
using Concert.Storage;
using Dapper;

namespace Concert.Auditing;

/// <summary>One read transaction, in which every check sees the same moment.</summary>
internal sealed class AuditSession : IAsyncDisposable
{
    private const int ShownCount = 5;

    private readonly DbConnection _connection;
    private readonly DbTransaction _snapshot;
    private readonly string _views;
    private readonly (string Name, object Value)[] _parameters;

    private AuditSession(
        DbConnection connection, DbTransaction snapshot, string views, (string Name, object Value)[] parameters) =>
        (_connection, _snapshot, _views, _parameters) = (connection, snapshot, views, parameters);

    /// <exception cref="CannotStartException">The database can't be read, or has another schema; the message says which.</exception>
    public static async Task<AuditSession> OpenAsync(AuditDatabase database, params (string Name, object Value)[] parameters)
    {
        var connection = database.Connect();
        try
        {
            await connection.OpenAsync();
            var snapshot = database.BeginSnapshot(connection);
            await connection.ExecuteAsync(database.SetUp, transaction: snapshot);
            Check(await Migrator.FindVersionAsync(connection, database.Schema), database);
            return new(connection, snapshot, database.Views, parameters);
        }
        catch (DbException fault)
        {
            await connection.DisposeAsync();
            throw new CannotStartException(
                $"ConnectionStrings:Concert names '{database.Name}', which can't be read: {fault.Message}", fault);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<AuditFinding> LookAsync(AuditCheck check)
    {
        var (lookedAt, settling, broken) = (await QueryAsync(
            CountOf(check), record => (record.GetInt64(0), record.GetInt64(1), record.GetInt64(2)))).Single();
        return new(
            check,
            lookedAt,
            settling,
            broken,
            settling == 0 ? [] : await FirstAsync(check, AuditVerdict.Settling),
            broken == 0 ? [] : await FirstAsync(check, AuditVerdict.Broken));
    }

    public async ValueTask DisposeAsync()
    {
        await _snapshot.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static void Check(int? version, AuditDatabase database)
    {
        var known = Migrator.KnownVersionOf(database.Schema);
        if (version is null)
            throw new CannotStartException($"ConnectionStrings:Concert names '{database.Name}', which has no schema: nothing to audit.");
        if (version == known) return;
        throw new CannotStartException(
            $"The database's schema is version {version}, {(version > known ? "newer" : "older")} than this build, which audits {known}.");
    }

    // Counting first: a query that need not name anything is the faster for it, and mostly there is nothing to name.
    private string CountOf(AuditCheck check) => $"""
        {_views}
        select
            count(*),
            count(*) filter (where verdict = '{AuditVerdict.Settling}'),
            count(*) filter (where verdict = '{AuditVerdict.Broken}')
        from (
        {check.Sql}
        ) as looked_at
        """;

    private async Task<ImmutableArray<string>> FirstAsync(AuditCheck check, string verdict)
    {
        var sql = $"""
            {_views}
            select coalesce(offender, 'a row without a key')
            from (
            {check.Sql}
            ) as looked_at
            where verdict = '{verdict}'
            order by offender
            limit {ShownCount}
            """;
        return [.. await QueryAsync(sql, record => record.GetString(0))];
    }

    private Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read) => _connection.QueryAsync(sql, read, _parameters);
}
