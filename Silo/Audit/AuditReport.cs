using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Concert.Auditing;

/// <summary>The findings as a table: one line a check, and under it the first of what it found.</summary>
internal static class AuditReport
{
    private const int NumberColumns = 14;

    public static string Write(string database, DateTimeOffset now, ImmutableArray<AuditFinding> findings)
    {
        var nameColumns = findings.Max(finding => finding.Check.Name.Length);
        var report = new StringBuilder();
        AppendLine(report, $"{database}, at {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        AppendLine(report, $"");
        AppendRow(report, nameColumns, "", "looked at", "settling", "broken");
        foreach (var finding in findings)
        {
            AppendRow(
                report,
                nameColumns,
                finding.Check.Name,
                Number(finding.LookedAtCount),
                Number(finding.SettlingCount),
                Number(finding.BrokenCount));
            AppendFound(report, AuditVerdict.Broken, finding.Broken, finding.BrokenCount);
            AppendFound(report, AuditVerdict.Settling, finding.Settling, finding.SettlingCount);
        }

        AppendLine(report, $"");
        AppendLine(report, $"{Summary(findings)}");
        return report.ToString();
    }

    private static string Summary(ImmutableArray<AuditFinding> findings)
    {
        var brokenCount = findings.Count(finding => finding.BrokenCount > 0);
        var verdict = brokenCount == 0 ? "all hold" : $"{brokenCount} BROKEN";
        var idleCount = findings.Count(finding => finding.LookedAtCount == 0);
        var idle = idleCount == 0 ? "" : $" {idleCount} of them found nothing to look at.";
        var settling = findings.All(finding => finding.SettlingCount == 0)
            ? ""
            : $" What is settling is mended by the service within {Audit.Grace.TotalMinutes} minutes.";
        return $"{findings.Length} checks: {verdict}.{idle}{settling}";
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
