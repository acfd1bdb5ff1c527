using System.Data.Common;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Concert.Storage;

/// <summary>Finds the performances whose seat maps must be active, because only an active seat map ends holds on time.</summary>
internal interface IHeldPerformances
{
    /// <summary>
    /// The performances with an open hold, and those that are not over and have a seat that is held, or sold to a reservation that is
    /// not paid. One query for each performance that is not over: no query reads what was sold for performances that are over, and
    /// none is longer than the largest performance. A performance whose seats can't be read is among the results.
    /// </summary>
    /// <param name="now">The present.</param>
    /// <param name="known">Performances that are left out, and whose seats are not read. It may grow during the enumeration.</param>
    /// <exception cref="UnavailableException">The performances can't be read.</exception>
    IAsyncEnumerable<PerformanceId> FindAsync(DateTimeOffset now, IReadOnlySet<PerformanceId> known);
}

/// <param name="database">The database.</param>
/// <param name="sql">The queries; one differs between databases because it reads JSON.</param>
/// <param name="cluster">The service id is part of the key of each state.</param>
internal sealed class HeldPerformances(DbDataSource database, HeldPerformancesSql sql, IOptions<ClusterOptions> cluster)
    : IHeldPerformances
{
    // The service knows when a performance starts, not when it ends.
    private static readonly TimeSpan LongestPerformance = TimeSpan.FromDays(1);

    public async IAsyncEnumerable<PerformanceId> FindAsync(DateTimeOffset now, IReadOnlySet<PerformanceId> known)
    {
        var found = await ReadAsync(HeldPerformancesSql.SelectOpenHolds, new { });
        foreach (var performance in found.Except(known)) yield return performance;
        var notOver = await ReadAsync(
            HeldPerformancesSql.SelectNotOver, new { StartsAfter = (now - LongestPerformance).UtcDateTime });
        foreach (var performance in notOver.Except(found).Except(known))
        {
            if (await MayBeUnsettledAsync(performance)) yield return performance;
        }
    }

    private Task<List<PerformanceId>> ReadAsync(string query, object parameters) =>
        database.ReadRowsAsync(query, record => new PerformanceId(record.GetString(0)), parameters);

    private async Task<bool> MayBeUnsettledAsync(PerformanceId performance)
    {
        var (fromKey, toKey) = SeatRecords.KeysOf(performance);
        var parameters = new { cluster.Value.ServiceId, PerformanceId = performance.Value, FromKey = fromKey, ToKey = toKey };
        try
        {
            return (await database.ReadRowsAsync(sql.SelectUnsettled, _ => true, parameters)).Count > 0;
        }
        catch (UnavailableException)
        {
            // To wake a seat map up without need costs little. One performance whose query takes too long must not hide those after it.
            return true;
        }
    }
}

/// <param name="SelectUnsettled">
/// A row if the performance has a seat that is held, or sold to a reservation that is not paid; otherwise none.
/// </param>
internal sealed record HeldPerformancesSql(string SelectUnsettled)
{
    // By the index reservation_held, which has only the open holds.
    public const string SelectOpenHolds = "select distinct performance_id from reservation where status = 'Held' order by 1";

    public const string SelectNotOver =
        "select performance_id from performance where starts_at > @StartsAfter order by starts_at, performance_id";
}
