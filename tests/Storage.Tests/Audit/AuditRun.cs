using System.Diagnostics;

namespace Concert.Auditing;

/// <summary>The exit code and the output of an audit.</summary>
internal sealed record AuditRun(int ExitCode, string Report, string Error)
{
    public static async Task<AuditRun> OfAsync(DateTimeOffset now, string[] settings)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await Audit.RunAsync(settings, new FixedTime(now), output, error);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs the audit as a process, as operators do.</summary>
    public static async Task<AuditRun> OfProcessAsync(string[] settings)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Concert.Silo.dll"), "audit", .. settings])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var error = process.StandardError.ReadToEndAsync();
        var report = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, report, await error);
    }

    /// <summary>The numbers in the line of a check.</summary>
    public string NumbersOf(string check) =>
        Report.Split('\n').Single(line => line.StartsWith(check + "  ", StringComparison.Ordinal))[check.Length..];

    /// <summary>The lines under the line of a check.</summary>
    public IEnumerable<string> ItemsOf(string check) => Report.Split('\n')
        .SkipWhile(line => !line.StartsWith(check + "  ", StringComparison.Ordinal))
        .Skip(1)
        .TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
