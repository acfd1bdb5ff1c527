using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Concert.Auditing;

/// <summary>The findings as a table: one line for each check, followed by the first items that it found.</summary>
internal static class AuditReport
{
    private const int NumberColumns = 14;

    public static string Write(string database, DateTimeOffset now, ImmutableArray<AuditFinding> findings)
    {
        var nameColumns = findings.Max(finding => finding.Check.Name.Length);
        var report = new StringBuilder();
        AppendLine(report, $"{database}, at {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        AppendLine(report, $"");
        AppendRow(report, nameColumns, "", "checked", "pending", "broken");
        foreach (var finding in findings)
        {
            AppendRow(
                report,
                nameColumns,
                finding.Check.Name,
                Number(finding.CheckedCount),
                Number(finding.PendingCount),
                Number(finding.BrokenCount));
            AppendFound(report, AuditVerdict.Broken, finding.Broken, finding.BrokenCount);
            AppendFound(report, AuditVerdict.Pending, finding.Pending, finding.PendingCount);
        }

        AppendLine(report, $"");
        AppendLine(report, $"{Summary(findings)}");
        return report.ToString();
    }

    private static string Summary(ImmutableArray<AuditFinding> findings)
    {
        var brokenCount = findings.Count(finding => finding.BrokenCount > 0);
        var verdict = brokenCount == 0 ? "all hold" : $"{brokenCount} BROKEN";
        var idleCount = findings.Count(finding => finding.CheckedCount == 0);
        var idle = idleCount == 0 ? "" : $" {idleCount} of them had nothing to check.";
        var pending = findings.All(finding => finding.PendingCount == 0)
            ? ""
            : $" The service completes what is pending within {Audit.Grace.TotalMinutes} minutes.";
        return $"{findings.Length} checks: {verdict}.{idle}{pending}";
    }

    private static void AppendFound(StringBuilder report, string verdict, ImmutableArray<string> shown, long count)
    {
        foreach (var offender in shown) AppendLine(report, $"    {verdict}: {offender}");
        if (count > shown.Length) AppendLine(report, $"    {verdict}: and {Number(count - shown.Length)} more");
    }

    private static void AppendRow(StringBuilder report, int nameColumns, string name, params ReadOnlySpan<string> numbers)
    {
        report.Append(name.PadRight(nameColumns));
        foreach (var number in numbers) report.Append(number.PadLeft(NumberColumns));
        report.Append('\n');
    }

    private static void AppendLine(StringBuilder report, FormattableString line) =>
        report.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
