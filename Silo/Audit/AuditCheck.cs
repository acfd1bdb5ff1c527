using System.Collections.Immutable;

namespace Concert.Auditing;

/// <summary>One invariant, as a query that any of its databases can run.</summary>
/// <param name="Name">The invariant, as a sentence.</param>
/// <param name="Sql">
/// A row for each thing looked at, not only for what is wrong, so that a check that looked at nothing can be told from one
/// that passed: <c>offender</c> (its key, and what is there) and <c>verdict</c> (<see cref="AuditVerdict"/>).
/// </param>
internal sealed record AuditCheck(string Name, string Sql);

/// <summary>What the checks' queries say of a thing.</summary>
internal static class AuditVerdict
{
    public const string Holds = "holds";

    /// <summary>The service is between two steps, and mends it by itself.</summary>
    public const string Settling = "settling";

    public const string Broken = "broken";
}

/// <param name="Settling">The first of what is settling.</param>
/// <param name="Broken">The first of what is broken.</param>
internal sealed record AuditFinding(
    AuditCheck Check,
    long LookedAtCount,
    long SettlingCount,
    long BrokenCount,
    ImmutableArray<string> Settling,
    ImmutableArray<string> Broken);
