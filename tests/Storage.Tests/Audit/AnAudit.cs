using System.Diagnostics;

namespace Concert.Auditing;

/// <summary>What an audit said and ended with.</summary>
internal sealed record AnAudit(int ExitCode, string Report, string Complaint)
{
    public static async Task<AnAudit> OfAsync(DateTimeOffset now, string[] settings)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await Audit.RunAsync(settings, new StoppedTime(now), output, error);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>As an operator runs it.</summary>
    public static async Task<AnAudit> OfProcessAsync(string[] settings)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Concert.Silo.dll"), "audit", .. settings])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var complaint = process.StandardError.ReadToEndAsync();
        var report = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, report, await complaint);
    }

    /// <summary>The numbers of a check.</summary>
    public string LineOf(string check) =>
        Report.Split('\n').Single(line => line.StartsWith(check + "  ", StringComparison.Ordinal))[check.Length..];

    /// <summary>What stands under a check.</summary>
    public IEnumerable<string> UnderLineOf(string check) => Report.Split('\n')
        .SkipWhile(line => !line.StartsWith(check + "  ", StringComparison.Ordinal))
        .Skip(1)
        .TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal));

    private sealed class StoppedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
