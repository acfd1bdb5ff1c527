using System.Collections.Immutable;
using Concert.Settings;
using Microsoft.Extensions.Hosting;

namespace Concert.Auditing;

/// <summary>
/// <c>Concert.Silo audit</c>: whether a database holds what the service promises, read in one moment beside the running
/// service. Ends with 0 when all holds, 1 when something is broken, 2 when it could not look.
/// </summary>
internal static class Audit
{
    public const int AllHolds = 0;
    public const int SomeIsBroken = 1;
    public const int CouldNotLook = 2;

    /// <summary>
    /// How long the service may take between two steps, before what is half done counts as broken. A crash is healed by the
    /// seat map's reminder, a minute apart, once the silo that died has been replaced.
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
            var findings = await LookAsync(database, settings, now);
            await output.WriteAsync(AuditReport.Write(database.Name, now, findings));
            return findings.Any(finding => finding.BrokenCount > 0) ? SomeIsBroken : AllHolds;
        }
        catch (Exception fault)
        {
            // Whatever it is, it must not look like a verdict.
            await error.WriteLineAsync((SettingFaults.LineOf(fault) ?? $"The audit failed: {fault.Message}").ReplaceLineEndings(" "));
            return CouldNotLook;
        }
    }

    private static async Task<ImmutableArray<AuditFinding>> LookAsync(
        AuditDatabase database, ConcertSettings settings, DateTimeOffset now)
    {
        await using var session = await AuditSession.OpenAsync(
            database,
            ("service_id", settings.Cluster.ServiceId),
            ("now", now.UtcDateTime),
            ("settled_before", (now - Grace).UtcDateTime),
            ("max_seats", (long)settings.Reservations.MaxSeatsPerUser),
            ("max_active", (long)settings.Queue.MaxActive));
        var findings = ImmutableArray.CreateBuilder<AuditFinding>();
        foreach (var check in AuditChecks.All) findings.Add(await session.LookAsync(check));
        return findings.ToImmutable();
    }
}
