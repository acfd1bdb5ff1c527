using System.Collections.Concurrent;
using System.Diagnostics;

namespace Concert;

/// <summary>
/// The embedded service as a separate process with its own database file. A test can kill it and start it again at the same address.
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    public const string AdminKey = "the-admin-key-of-the-tests";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly string _directory = Directory.CreateTempSubdirectory("concert-chaos-").FullName;
    private readonly Dictionary<string, string> _settings;
    private readonly ConcurrentQueue<string> _errors = [];
    private Process? _process;

    private GatewayProcess(Dictionary<string, string> settings)
    {
        Url = $"http://127.0.0.1:{FreePort.Next()}";
        _settings = new(settings)
        {
            ["ASPNETCORE_URLS"] = Url,
            ["ConnectionStrings__Concert"] = $"Data Source={Path.Combine(_directory, "concert.db")}",
            ["Cluster__SiloPort"] = "0",
            ["Cluster__GatewayPort"] = "0",
            ["Admin__ApiKey"] = AdminKey,
        };
        // The tests start many processes, and hardly any is about the warm-up.
        _settings.TryAdd("Startup__WarmUp", "00:00:00");
        _settings.TryAdd("RateLimit__PerClientPerSecond", "0");
        _settings.TryAdd("Queue__Challenge", "off");
        _settings.TryAdd("DOTNET_ENVIRONMENT", "Production");
        Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { BaseAddress = new(Url) };
    }

    public string Url { get; }

    public HttpClient Http { get; }

    /// <summary>What the process has written to stderr.</summary>
    public string Errors => string.Join('\n', _errors);

    public int ProcessId => _process!.Id;

    public static async Task<GatewayProcess> StartAsync(params (string Key, string Value)[] settings)
    {
        var gateway = new GatewayProcess(settings.ToDictionary(setting => setting.Key, setting => setting.Value));
        await gateway.StartAgainAsync();
        return gateway;
    }

    /// <summary>Starts the process with the existing data; returns when the process has logged that it listens.</summary>
    public async Task StartAgainAsync()
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Launch(line =>
        {
            if (line.Contains("Listening on", StringComparison.Ordinal)) listening.TrySetResult();
        });
        var exited = _process.WaitForExitAsync();
        var first = await Task.WhenAny(listening.Task, exited).WaitAsync(StartLimit);
        Assert.True(first == listening.Task, $"The gateway exited before it listened: {Errors}");
    }

    /// <summary>Runs the program with a command, such as <c>health</c>, instead of as a server.</summary>
    public async Task<(int ExitCode, string Errors)> RunCommandAsync(string command)
    {
        _errors.Clear();
        using var process = Launch(_ => { }, command);
        await process.WaitForExitAsync().WaitAsync(StartLimit);
        return (process.ExitCode, Errors);
    }

    /// <summary>Sends SIGKILL: the process completes nothing and flushes nothing.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends SIGTERM; returns the exit code when the process has drained.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process!.WaitForExitAsync().WaitAsync(StartLimit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private Process Launch(Action<string> onOutput, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [AssemblyPath(), .. arguments])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in _settings) start.Environment[key] = value;
        var process = ProcessGuard.Start(start);
        process.OutputDataReceived += (_, line) => onOutput(line.Data ?? "");
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data)) _errors.Enqueue(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    // The gateway's build output of the same configuration as this test's.
    private static string AssemblyPath()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "Api", "bin", output.Parent!.Name, output.Name, "Concert.Api.dll");
    }
}
