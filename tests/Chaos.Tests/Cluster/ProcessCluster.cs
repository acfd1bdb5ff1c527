using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Concert.Cluster;

/// <summary>Which processes a cluster has.</summary>
public enum ClusterShape
{
    /// <summary>Three silos and two gateways.</summary>
    Apart,

    /// <summary>Three that are gateway and silo.</summary>
    Together,
}

/// <summary>The cluster of <c>./cluster</c>: real processes that a test can kill, freeze and start again.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static int _clusterCount;

    private readonly string _directory = Directory.CreateTempSubdirectory("concert-cluster-").FullName;
    private readonly Dictionary<string, string> _settings;
    private readonly int _port = FreePorts();
    private readonly Process _script;

    private ProcessCluster(ClusterShape shape, (string Key, string Value)[] settings)
    {
        Shape = shape;
        _settings = new()
        {
            ["CONCERT_CLUSTER_DIR"] = _directory,
            ["CONCERT_CLUSTER_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
            ["CONCERT_BUILD"] = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            ["CONCERT_NO_BUILD"] = "1",
            ["CONCERT_UNTIL_EOF"] = "1",
            ["Admin__ApiKey"] = GatewayProcess.AdminKey,
            ["RateLimit__PerClientPerSecond"] = "0",
            ["Queue__Challenge"] = "off",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Startup__WarmUp"] = "00:00:00",
        };
        foreach (var (key, value) in settings) _settings[key] = value;
        // PostgreSQL runs as another user when the tests run as root. That user must be able to enter the folder.
        if (!OperatingSystem.IsWindows()) new DirectoryInfo(_directory).UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.OtherRead;
        _script = Launch(shape is ClusterShape.Together ? ["--together"] : [], _settings);
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port + 10};Database=concert;Username=concert";

    public ClusterShape Shape { get; }

    /// <summary>The names of the processes that run grains.</summary>
    public IReadOnlyList<string> Silos => Shape is ClusterShape.Together ? ["node-1", "node-2", "node-3"] : ClusterFixture.Silos;

    /// <summary>The names of the processes that clients call.</summary>
    public IReadOnlyList<string> GatewayNames => Shape is ClusterShape.Together ? Silos : ["gateway-1", "gateway-2"];

    public IReadOnlyList<string> All => [.. Silos.Union(GatewayNames)];

    /// <summary>HAProxy, which forwards to all gateways.</summary>
    public string Balancer => $"http://127.0.0.1:{_port}";

    public IReadOnlyList<string> Gateways => [.. GatewayNames.Select((_, index) => $"http://127.0.0.1:{_port + index + 1}")];

    public static Task<ProcessCluster> StartAsync(params (string Key, string Value)[] settings) => StartAsync(ClusterShape.Apart, settings);

    public static async Task<ProcessCluster> StartAsync(ClusterShape shape, params (string Key, string Value)[] settings)
    {
        var cluster = new ProcessCluster(shape, settings);
        var output = new List<string>();
        while (await cluster._script.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
        {
            output.Add(line);
            if (!line.StartsWith("Ready.", StringComparison.Ordinal)) continue;
            _ = cluster._script.StandardOutput.ReadToEndAsync();
            return cluster;
        }

        await cluster._script.WaitForExitAsync();
        throw new InvalidOperationException($"./cluster did not start: {string.Join('\n', output)}");
    }

    /// <summary>Runs a command such as <c>./cluster kill silo-2</c>. Returns its exit code; for <c>stop</c>, that of the stopped process.</summary>
    public Task<int> RunAsync(params string[] words) => RunAsync(words, _settings);

    /// <summary>Starts one process with settings, or other environment variables, that the others do not have.</summary>
    public Task StartAsync(string name, IReadOnlyDictionary<string, string> settings) =>
        RunAsync(["start", name], _settings.Concat(settings));

    /// <summary>Waits until a process has ended; returns its exit code.</summary>
    public async Task<int> AwaitExitAsync(string name, TimeSpan limit)
    {
        var code = 0;
        await Polling.UntilAsync(
            true,
            () => Task.FromResult(HasExited(name) && int.TryParse(File.ReadAllText(ExitCodeFile(name)), CultureInfo.InvariantCulture, out code)),
            limit,
            $"The end of {name}");
        return code;
    }

    private bool HasExited(string name) => File.Exists(ExitCodeFile(name));

    private string ExitCodeFile(string name) => Path.Combine(_directory, $"{name}.exit-code");

    private static async Task<int> RunAsync(string[] words, IEnumerable<KeyValuePair<string, string>> settings)
    {
        using var process = Launch(words, settings);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        if (words[0] is "start" && process.ExitCode != 0)
            throw new InvalidOperationException($"./cluster {string.Join(' ', words)} exited with code {process.ExitCode}: {output}");
        return process.ExitCode;
    }

    /// <summary>True also for a frozen process.</summary>
    public async Task<bool> IsRunningAsync(string name) =>
        (await StatusOfAsync(name)).StartsWith($"{name} is running", StringComparison.Ordinal);

    /// <summary>The line of <c>./cluster status</c> about a process.</summary>
    public async Task<string> StatusOfAsync(string name)
    {
        using var process = Launch(["status"], _settings);
        process.StandardInput.Close();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        return lines.Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal));
    }

    /// <summary>The port at which other silos reach one of <see cref="Silos"/>.</summary>
    public int SiloPort(string name) => _port + 20 + (name[^1] - '0');

    /// <summary>The log of a process so far.</summary>
    public string LogOf(string name) => File.ReadAllText(Path.Combine(_directory, $"{name}.log"));

    /// <summary>Waits until a text is in the log of a process.</summary>
    /// <param name="from">How long the log was before.</param>
    public Task AwaitLogAsync(string name, int from, string text) => Polling.UntilAsync(
        true, () => Task.FromResult(LogOf(name)[from..].Contains(text, StringComparison.Ordinal)), Limit, $"'{text}' in the log of {name}");

    public int ProcessIdOf(string name) => int.Parse(File.ReadAllText(Path.Combine(_directory, $"{name}.pid")), CultureInfo.InvariantCulture);

    /// <summary>The address of one of <see cref="GatewayNames"/>.</summary>
    public Uri AddressOf(string gateway) => new(Gateways[gateway[^1] - '1']);

    /// <summary>Runs the auditor (<c>Silo -- audit</c>) on the cluster's database; returns its exit code and its report.</summary>
    public async Task<(int ExitCode, string Report)> AuditAsync()
    {
        var (exitCode, output, _) = await RunSiloCommandAsync("audit");
        return (exitCode, output);
    }

    /// <summary>Runs a command of the silo's program, such as <c>verify-draw CONCERT</c>, on the cluster's database.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunSiloCommandAsync(params string[] words)
    {
        var silo = Path.Combine(Repository.Root, "Silo", "bin", _settings["CONCERT_BUILD"], "net10.0", "Concert.Silo.dll");
        var start = new ProcessStartInfo("dotnet", [silo, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in _settings) start.Environment[key] = value;
        (start.Environment["Database__Provider"], start.Environment["ConnectionStrings__Concert"]) = ("postgres", ConnectionString);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, output, await errors);
    }

    /// <summary>Waits until all processes serve. Silos that ended because a fault met their start are started again.</summary>
    public async Task RestoreAsync()
    {
        foreach (var silo in Silos)
        {
            await Polling.UntilAsync(
                "open",
                async () =>
                {
                    if (HasExited(silo)) await RunAsync("start", silo);
                    return await GatewayPortStateAsync(silo);
                },
                Limit,
                $"The port of {silo} for gateways");
        }

        await AwaitReadyAsync();
    }

    /// <summary>A silo opens its port for gateways, <c>open</c>, after it has joined the cluster.</summary>
    public async Task<string> GatewayPortStateAsync(string silo)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", SiloPort(silo) + 10);
            return "open";
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode.ToString();
        }
    }

    public async Task AwaitReadyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (var gateway in Gateways)
        {
            var address = new Uri($"{gateway}/health/ready");
            await Polling.UntilAsync("OK", () => Polling.GetStatusAsync(http, address), Limit, $"The answer of {address}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync().WaitAsync(Limit);
        _script.Dispose();
        if (Environment.GetEnvironmentVariable("CONCERT_KEEP_LOGS") is null) Directory.Delete(_directory, recursive: true);
    }

    private static Process Launch(string[] words, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "cluster"), words)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in settings) start.Environment[key] = value;
        return Process.Start(start)!;
    }

    // The script uses fifty ports from its first one. They are below the range from which the kernel assigns ephemeral ports.
    private static int FreePorts()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(end => end.Port).ToHashSet();
        var first = 20_000 + (Environment.ProcessId * 50 % 10_000);
        // A cluster that another test has just started may not listen on its ports yet, so each cluster gets its own block.
        do first += 50 * Interlocked.Increment(ref _clusterCount);
        while (Enumerable.Range(first, 50).Any(taken.Contains));
        return first;
    }
}
