using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;

namespace Concert.Chaos;

/// <summary>The cluster that operators start with <c>./cluster</c>: real processes, which can be killed, frozen and started again.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static int _clusterCount;

    private readonly string _directory = Directory.CreateTempSubdirectory("concert-cluster-").FullName;
    private readonly Dictionary<string, string> _settings;
    private readonly int _port = FreeBlock();
    private readonly Process _script;

    private TestCluster((string Key, string Value)[] settings)
    {
        _settings = new()
        {
            ["CONCERT_CLUSTER_DIR"] = _directory,
            ["CONCERT_CLUSTER_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
            ["CONCERT_BUILD"] = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            ["CONCERT_NO_BUILD"] = "1",
            ["CONCERT_UNTIL_EOF"] = "1",
            ["Admin__ApiKey"] = GatewayProcess.AdminKey,
            ["RateLimit__PerClientPerSecond"] = "0",
            ["DOTNET_ENVIRONMENT"] = "Production",
        };
        foreach (var (key, value) in settings) _settings[key] = value;
        // The database's own user has to get in.
        if (!OperatingSystem.IsWindows()) new DirectoryInfo(_directory).UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.OtherRead;
        _script = Launch();
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port + 10};Database=concert;Username=concert";

    /// <summary>The port before the gateways.</summary>
    public string Balancer => $"http://127.0.0.1:{_port}";

    public IReadOnlyList<string> Gateways => [$"http://127.0.0.1:{_port + 1}", $"http://127.0.0.1:{_port + 2}"];

    public static async Task<TestCluster> StartAsync(params (string Key, string Value)[] settings)
    {
        var cluster = new TestCluster(settings);
        var said = new List<string>();
        while (await cluster._script.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
        {
            said.Add(line);
            if (!line.StartsWith("Ready.", StringComparison.Ordinal)) continue;
            _ = cluster._script.StandardOutput.ReadToEndAsync();
            return cluster;
        }

        await cluster._script.WaitForExitAsync();
        throw new InvalidOperationException($"./cluster did not start: {string.Join('\n', said)}");
    }

    /// <summary>As an operator types it: <c>./cluster kill silo-2</c>. Returns the exit code; of <c>stop</c> it is the process's own.</summary>
    public async Task<int> RunAsync(params string[] words)
    {
        using var process = Launch(words);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        if (words[0] is "start" && process.ExitCode != 0) throw new InvalidOperationException($"./cluster {string.Join(' ', words)}: {said}");
        return process.ExitCode;
    }

    public async Task<bool> RunsAsync(string name)
    {
        using var process = Launch("status");
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync();
        return said.Contains($"{name} runs", StringComparison.Ordinal);
    }

    /// <summary>Where the other silos reach <c>silo-1</c> and so on.</summary>
    public int SiloPort(string name) => _port + 20 + (name[^1] - '0');

    /// <summary>What a process has said.</summary>
    public string LogOf(string name) => File.ReadAllText(Path.Combine(_directory, $"{name}.log"));

    /// <summary>What the auditor says of the database, as an operator asks it.</summary>
    public async Task<(int ExitCode, string Said)> AuditAsync()
    {
        var silo = Path.Combine(Repository.Root, "Silo", "bin", _settings["CONCERT_BUILD"], "net10.0", "Concert.Silo.dll");
        var start = new ProcessStartInfo("dotnet", [silo, "audit"]) { RedirectStandardOutput = true };
        foreach (var (key, value) in _settings) start.Environment[key] = value;
        (start.Environment["Database__Provider"], start.Environment["ConnectionStrings__Concert"]) = ("postgres", ConnectionString);
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, said);
    }

    public async Task AwaitReadyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var waited = Stopwatch.StartNew();
        foreach (var gateway in Gateways)
        {
            while (!await IsReadyAsync(http, gateway))
                Assert.True(waited.Elapsed < Limit, $"{gateway} did not get ready.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync().WaitAsync(Limit);
        _script.Dispose();
        if (Environment.GetEnvironmentVariable("CONCERT_KEEP_LOGS") is null) Directory.Delete(_directory, recursive: true);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string gateway)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"{gateway}/health/ready"));
            if (answer.IsSuccessStatusCode) return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            // Not yet.
        }

        await Task.Delay(50);
        return false;
    }

    private Process Launch(params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "cluster"), words)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in _settings) start.Environment[key] = value;
        return Process.Start(start)!;
    }

    // The script takes the forty ports from its first on; below where the kernel takes its own.
    private static int FreeBlock()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(end => end.Port).ToHashSet();
        var first = 20_000 + (Environment.ProcessId * 50 % 10_000);
        // A cluster that another test has just begun to start may not listen yet.
        do first += 50 * Interlocked.Increment(ref _clusterCount);
        while (Enumerable.Range(first, 40).Any(taken.Contains));
        return first;
    }
}
