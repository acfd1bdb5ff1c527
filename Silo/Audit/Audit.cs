using System.Collections.Immutable;
using Concert.Settings;
using Microsoft.Extensions.Hosting;

namespace Concert.Auditing;

/// <summary>
/// <c>Concert.Silo audit</c>: checks the invariants of the service in one snapshot of its database, also while the service runs.
/// Exits with 0 if all hold, 1 if one is broken, 2 if the audit could not run.
/// </summary>
internal static class Audit
{
    public const int AllHold = 0;
    public const int SomeBroken = 1;
    public const int CouldNotRun = 2;

    /// <summary>
    /// The time that the service may take between two steps; after it an unfinished change counts as broken. After a crash the seat
    /// map's reminder, which fires every minute, completes the change as soon as the dead silo is replaced.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public static Task<int> RunAsync(string[] args) => RunAsync(args, TimeProvider.System, Console.Out, Console.Error);

    public static async Task<int> RunAsync(string[] args, TimeProvider time, TextWriter output, TextWriter error)
    {
        try
        {
            var settings = Host.CreateApplicationBuilder(args).AddConcertSettings();
            var database = AuditDatabase.Of(settings.Database, settings.ConnectionString);
            var now = time.GetUtcNow();
            var findings = await RunChecksAsync(database, settings, now);
            await output.WriteAsync(AuditReport.Write(database.Name, now, findings));
            return findings.Any(finding => finding.BrokenCount > 0) ? SomeBroken : AllHold;
        }
        catch (Exception fault)
        {
            // No fault may look like a verdict.
            await error.WriteLineAsync((SettingFaults.LineOf(fault) ?? $"The audit failed: {fault.Message}").ReplaceLineEndings(" "));
            return CouldNotRun;
        }
    }

    private static async Task<ImmutableArray<AuditFinding>> RunChecksAsync(
        AuditDatabase database, ConcertSettings settings, DateTimeOffset now)
    {
        await using var session = await AuditSession.OpenAsync(database, AuditParameters.Of(settings, now));
        var findings = ImmutableArray.CreateBuilder<AuditFinding>();
        foreach (var check in AuditChecks.All) findings.Add(await session.RunAsync(check));
        return findings.ToImmutable();
    }
}
