using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Concert;

/// <summary>
/// A PostgreSQL server of the tests' own, as durable as one in production. It ends with the process that started it, however
/// that one ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // It waits for its input to end: that is when whoever started it is gone.
    private const string EndWithParent = """
        "$@" & server=$!
        cat > /dev/null
        kill -QUIT $server 2> /dev/null
        wait $server
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly Lazy<Task<PostgresServer>> OneForAll = new(StartNewAsync);

    private readonly string _folder = Directory.CreateTempSubdirectory("concert-postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;
    private int _databaseCount;

    private PostgresServer()
    {
    }

    /// <summary>The one that all tests of this process share.</summary>
    public static Task<PostgresServer> SharedAsync() => OneForAll.Value;

    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = new PostgresServer();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Remove();
        if (IsRoot) await RunAsync("chown", "postgres", server._folder);
        await RunAsync(AsPostgres("initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "--encoding=UTF8", "--locale=C"));
        await server.StartAsync();
        return server;
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username=postgres";

    /// <summary>A new, empty database; returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databaseCount)}";
        await ExecuteAsync($"create database {name}");
        return ConnectionString(name);
    }

    /// <summary>Runs a statement as the server's owner.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false");
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a file with psql, as a person would.</summary>
    public static Task ApplyAsync(string connectionString, string file)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return RunAsync(Tool("psql"), "-q", "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, "-d", settings.Database!, "-f", file);
    }

    /// <summary>Starts it, on the same data and at the same port; returns once it answers.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("bash", ["-c", EndWithParent, "postgres", .. ServerCommand()]) { RedirectStandardInput = true };
        _process = Process.Start(start)!;
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ExecuteAsync("select 1");
                return;
            }
            catch (NpgsqlException) when (waited.Elapsed < StartLimit && !_process.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>As a crash: nothing is flushed, and the next start recovers from the log.</summary>
    public async Task StopImmediatelyAsync()
    {
        _process!.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await StopImmediatelyAsync();
        Remove();
    }

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(_folder, "data");

    private string[] ServerCommand() => AsPostgres(
        "postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
        "-c", $"unix_socket_directories={_folder}", "-c", "max_connections=300", "-c", "log_min_messages=panic");

    // PostgreSQL refuses to run as root.
    private static string[] AsPostgres(string tool, params string[] arguments) => IsRoot
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", Tool(tool), .. arguments]
        : [Tool(tool), .. arguments];

    private static string Tool(string name)
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return installed.Select(version => Path.Combine(version, "bin", name)).Where(File.Exists).Order().LastOrDefault()
            ?? throw new InvalidOperationException($"PostgreSQL's {name} is not installed; ./test installs it.");
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {errors}{await output}");
    }

    private void Remove()
    {
        _process?.StandardInput.Close();
        _process?.WaitForExit();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
