using System.Collections.Immutable;
using System.Data.Common;
using Concert.Settings;
using Concert.Storage;
using Dapper;

namespace Concert.Auditing;

/// <summary>One read transaction, in which every check reads the same snapshot.</summary>
internal sealed class AuditSession : IAsyncDisposable
{
    private const int ShownCount = 5;

    private readonly DbConnection _connection;
    private readonly DbTransaction _snapshot;
    private readonly string _views;
    private readonly AuditParameters _parameters;

    private AuditSession(DbConnection connection, DbTransaction snapshot, string views, AuditParameters parameters) =>
        (_connection, _snapshot, _views, _parameters) = (connection, snapshot, views, parameters);

    /// <exception cref="CannotStartException">The database can't be read, or has another schema; the message says which.</exception>
    public static async Task<AuditSession> OpenAsync(AuditDatabase database, AuditParameters parameters)
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

    public async Task<AuditFinding> RunAsync(AuditCheck check)
    {
        var (@checked, pending, broken) = await _connection.QuerySingleAsync<(long, long, long)>(CountOf(check), _parameters);
        return new(
            check,
            @checked,
            pending,
            broken,
            pending == 0 ? [] : await FirstAsync(check, AuditVerdict.Pending),
            broken == 0 ? [] : await FirstAsync(check, AuditVerdict.Broken));
    }

    public async ValueTask DisposeAsync()
    {
        await _snapshot.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static void Check(int? version, AuditDatabase database)
    {
        var known = database.Schema.Version;
        if (version is null)
            throw new CannotStartException($"ConnectionStrings:Concert names '{database.Name}', which has no schema: nothing to audit.");
        if (version == known) return;
        throw new CannotStartException(
            $"The database's schema is version {version}, {(version > known ? "newer" : "older")} than version {known} of this build.");
    }

    // Counts first: this is faster than to format the offenders of all rows, and mostly there are none to show.
    private string CountOf(AuditCheck check) => $"""
        {_views}
        select
            count(*),
            count(*) filter (where verdict = '{AuditVerdict.Pending}'),
            count(*) filter (where verdict = '{AuditVerdict.Broken}')
        from (
        {check.Sql}
        ) as items
        """;

    private async Task<ImmutableArray<string>> FirstAsync(AuditCheck check, string verdict)
    {
        var sql = $"""
            {_views}
            select coalesce(offender, 'a row without a key')
            from (
            {check.Sql}
            ) as items
            where verdict = '{verdict}'
            order by offender
            limit {ShownCount}
            """;
        return [.. await _connection.QueryAsync<string>(sql, _parameters)];
    }
}

/// <summary>The parameters of the checks' queries.</summary>
/// <param name="ServiceId">Part of the key of each grain state.</param>
/// <param name="Now">The time of the audit.</param>
/// <param name="GraceStart">A change after this time may be pending.</param>
/// <param name="MaxSeats">The limit <c>Reservations:MaxSeatsPerUser</c>.</param>
/// <param name="MaxActive">The limit <c>Queue:MaxActive</c>.</param>
internal sealed record AuditParameters(string ServiceId, DateTime Now, DateTime GraceStart, long MaxSeats, long MaxActive);
