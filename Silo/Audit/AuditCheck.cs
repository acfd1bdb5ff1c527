using System.Collections.Immutable;
using System.Data.Common;

namespace Concert.Auditing;

/// <summary>One invariant, as a query that runs on each kind of database.</summary>
/// <param name="Name">The invariant, as a sentence.</param>
/// <param name="Sql">
/// Selects a row for each checked item, not only for faults, so that the report shows checks that had no items. The columns are
/// <c>offender</c> (the key of the item and the values found) and <c>verdict</c> (<see cref="AuditVerdict"/>). With
/// <paramref name="Judge"/> it selects what that needs.
/// </param>
/// <param name="Judge">Finds the items of a check that SQL can't decide; null: the query decides.</param>
internal sealed record AuditCheck(string Name, string Sql, Func<AuditQuery, Task<IReadOnlyList<AuditItem>>>? Judge = null);

/// <summary>An item that code has checked.</summary>
internal sealed record AuditItem(string Offender, string Verdict);

/// <summary>Runs a query in the snapshot of the audit.</summary>
internal sealed record AuditQuery(DbConnection Connection, string Sql, object Parameters);

/// <summary>The verdicts of the checks' queries.</summary>
internal static class AuditVerdict
{
    public const string Holds = "holds";

    /// <summary>The service is between two steps and completes the second one within <see cref="Audit.Grace"/>.</summary>
    public const string Pending = "pending";

    public const string Broken = "broken";
}

/// <param name="Pending">The first few pending items.</param>
/// <param name="Broken">The first few broken items.</param>
internal sealed record AuditFinding(
    AuditCheck Check,
    long CheckedCount,
    long PendingCount,
    long BrokenCount,
    ImmutableArray<string> Pending,
    ImmutableArray<string> Broken);
