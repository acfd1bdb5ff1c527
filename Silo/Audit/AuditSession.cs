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
        if (check.Judge is { } judge)
            return FindingOf(check, await judge(new(_connection, $"{_views}\n{check.Sql}", _parameters)));
        var (@checked, pending, broken) = await _connection.QuerySingleAsync<(long, long, long)>(CountOf(check), _parameters);
        return new(
            check,
            @checked,
            pending,
            broken,
            pending == 0 ? [] : await FirstAsync(check, AuditVerdict.Pending),
            broken == 0 ? [] : await FirstAsync(check, AuditVerdict.Broken));
    }

    /// <summary>What is stored of a concert's draw; null: there is no such concert.</summary>
    public Task<StoredDraw?> FindDrawAsync(string concert) => _connection.QuerySingleOrDefaultAsync<StoredDraw>(
        $"""
        {_views}
        select c.draw_seed as Seed, p.drawn_through as DrawnThrough,
            coalesce(case when p.watermark >= p.drawn_through then p.removed_count end, 0) as RemovedCount
        from concert as c left join queue_progress as p on p.concert_id = c.concert_id where c.concert_id = @Concert
        """,
        new { _parameters.ServiceId, Concert = concert });

    /// <summary>The places of a concert that were drawn.</summary>
    public Task<IEnumerable<DrawnPlace>> DrawnPlacesAsync(string concert) => _connection.QueryAsync<DrawnPlace>(
        $"{_views}\nselect * from ({QueueAuditSql.DrawnPlaces}) as d where ConcertId = @Concert",
        new { _parameters.ServiceId, Concert = concert });

    public async ValueTask DisposeAsync()
    {
        await _snapshot.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static AuditFinding FindingOf(AuditCheck check, IReadOnlyList<AuditItem> items)
    {
        var byVerdict = items.ToLookup(item => item.Verdict, item => item.Offender);
        ImmutableArray<string> First(string verdict) => [.. byVerdict[verdict].Order(StringComparer.Ordinal).Take(ShownCount)];
        return new(
            check,
            items.Count,
            byVerdict[AuditVerdict.Pending].Count(),
            byVerdict[AuditVerdict.Broken].Count(),
            First(AuditVerdict.Pending),
            First(AuditVerdict.Broken));
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
internal sealed record AuditParameters(string ServiceId, DateTime Now, DateTime GraceStart, long MaxSeats, long MaxActive)
{
    public static AuditParameters Of(ConcertSettings settings, DateTimeOffset now) => new(
        settings.Cluster.ServiceId,
        now.UtcDateTime,
        (now - Audit.Grace).UtcDateTime,
        settings.Reservations.MaxSeatsPerUser,
        settings.Queue.MaxActive);
}
