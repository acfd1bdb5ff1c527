using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Concert;

/// <summary>A silo or a gateway as a process of its own, with the settings that a test gives it.</summary>
internal sealed class StartedProcess : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = [];
    private readonly Process _process;

    private StartedProcess(string program, string[] arguments, string directory, IEnumerable<(string Key, string Value)> settings)
        : this(new ProcessStartInfo("dotnet", [AssemblyOf(program), .. arguments]), directory, settings)
    {
    }

    private StartedProcess(ProcessStartInfo start, string directory, IEnumerable<(string Key, string Value)> settings)
    {
        start.WorkingDirectory = directory;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // The tests start many processes, and hardly any is about the warm-up.
        start.Environment["Startup__WarmUp"] = "00:00:00";
        foreach (var (key, value) in settings) start.Environment[key] = value;
        _process = ProcessGuard.Start(start);
        _process.OutputDataReceived += (_, line) => Received(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Received(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What the process has written to stderr.</summary>
    public string Errors => string.Join('\n', _errors);

    public string Output => string.Join('\n', _output);

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public static StartedProcess StartSilo(params (string Key, string Value)[] settings) => new("Silo", [], Path.GetTempPath(), settings);

    /// <summary>Runs a command of the silo's program, such as <c>health</c>.</summary>
    public static StartedProcess StartSiloCommand(string command, params (string Key, string Value)[] settings) =>
        new("Silo", [command], Path.GetTempPath(), settings);

    public static StartedProcess StartGateway(string directory, params (string Key, string Value)[] settings) =>
        new("Api", [], directory, settings);

    /// <summary>Starts a gateway that may open so many files, connections included.</summary>
    public static StartedProcess StartGatewayWithFiles(int fileCount, string directory, params (string Key, string Value)[] settings) =>
        new(
            new ProcessStartInfo("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {fileCount}; exec dotnet \"$0\""), AssemblyOf("Api")]),
            directory,
            settings);

    /// <summary>Completes when the process has written a line that contains the text; fails if it ends before.</summary>
    public async Task WaitForLineAsync(string text)
    {
        var written = _awaited.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_output.Any(line => line.Contains(text, StringComparison.Ordinal))) written.TrySetResult();
        var first = await Task.WhenAny(written.Task, _process.WaitForExitAsync()).WaitAsync(Limit);
        Assert.True(first == written.Task, $"The process ended before it wrote '{text}': {Errors}\n{Output}");
    }

    /// <summary>Waits until the silo has joined its cluster.</summary>
    public Task WaitUntilJoinedAsync() => WaitForLineAsync("has joined the cluster");

    /// <summary>Waits for the exit; returns its code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    /// <summary>Sends SIGTERM; returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Received(ConcurrentQueue<string> lines, string? line)
    {
        if (string.IsNullOrEmpty(line)) return;
        lines.Enqueue(line);
        foreach (var (text, written) in _awaited)
        {
            if (line.Contains(text, StringComparison.Ordinal)) written.TrySetResult();
        }
    }

    // The build output of the same configuration as this test's.
    private static string AssemblyOf(string program)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, program, "bin", output.Parent!.Name, output.Name, $"Concert.{program}.dll");
    }
}
