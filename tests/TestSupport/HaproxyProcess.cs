using System.Diagnostics;

namespace Concert.TestSupport;

/// <summary>HAProxy as a process of the tests, in front of one gateway.</summary>
public sealed class HaproxyProcess : IAsyncDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly Process _process;

    /// <param name="configuration">What it reads.</param>
    /// <param name="gateway">Host and port of the gateway; both gateways of the configuration are this one.</param>
    /// <param name="environment">The variables that the configuration reads, beside those of the gateways.</param>
    /// <param name="isQuiet">
    /// Without it the warnings of its health checks would be in the output of every run. With it there is no standard output.
    /// </param>
    public HaproxyProcess(
        HaproxyConfiguration configuration, string gateway, IEnumerable<(string Name, string Value)> environment, bool isQuiet = true)
    {
        File.WriteAllText(_file, configuration.Text);
        string[] quiet = isQuiet ? ["-q"] : [];
        var start = new ProcessStartInfo("haproxy", [.. quiet, "-db", "-f", _file]) { RedirectStandardOutput = true };
        // Whoever runs the tests may have set some.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CONCERT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment.Concat([("CONCERT_GATEWAY_1", gateway), ("CONCERT_GATEWAY_2", gateway)]))
            start.Environment[name] = value;
        _process = ProcessGuard.Start(start);
    }

    public bool HasExited => _process.HasExited;

    /// <summary>What it logs, if its configuration has a log to standard output.</summary>
    public StreamReader Output => _process.StandardOutput;

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        File.Delete(_file);
    }
}
