using System.Diagnostics;

namespace Concert;

/// <summary>Runs the README's example commands (the walk) unchanged in a shell.</summary>
internal static class ReadmeWalk
{
    private const string Start = "<!-- walk -->";
    private const string End = "<!-- end of walk -->";

    public static async Task RunAsync(string gateway)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var walk = readme[readme.IndexOf(Start, StringComparison.Ordinal)..readme.IndexOf(End, StringComparison.Ordinal)];
        var script = string.Join('\n', walk.Split("```").Where((_, n) => n % 2 == 1).Select(block => block["bash".Length..]));

        using var bash = Process.Start(new ProcessStartInfo(
            "bash", ["-euo", "pipefail", "-c", script.Replace("http://localhost:5080", gateway, StringComparison.Ordinal)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await bash.StandardOutput.ReadToEndAsync();

        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, $"{output}\n{await bash.StandardError.ReadToEndAsync()}");
        Assert.Contains("\"paymentId\"", output, StringComparison.Ordinal);
        Assert.Contains("\"status\": \"paid\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"code\"", output, StringComparison.Ordinal);
    }
}
