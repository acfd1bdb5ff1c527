using System.Diagnostics;
using Npgsql;

namespace Concert.TestSupport;

/// <summary>A PostgreSQL server started for the tests, with a temporary folder, a free local port, and <c>fsync</c> on.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string ServerUser = "postgres";
    private const string Template = "concert_template";
    private const string Ready = "ready";

    // Stops the server in the mode that it reads from standard input. If the pipe breaks, the tests were killed: the script then stops
    // the server immediately and deletes its data.
    private const string Supervise = """
        trap : INT TERM HUP
        "$1" -w -s -D "$2" -l "$2/server.log" -o "$3" start || { cat "$2/server.log" >&2; exit 1; }
        echo ready
        read -r mode && exec "$1" -w -s -D "$2" -m "$mode" stop
        "$1" -w -s -D "$2" -m immediate stop
        rm -rf "${2%/data}"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("concert-postgres-").FullName;
    private readonly string _programs = FindPrograms();
    private readonly SemaphoreSlim _creating = new(1);
    private readonly string[] _settings;

    private Process? _supervisor;
    private int _databaseCount;
    private bool _hasTemplate;

    private PostgresServer(string[] settings) => _settings = settings;

    public int Port { get; } = FreePort.Next();

    /// <summary>The folder with PostgreSQL's programs, such as <c>psql</c>.</summary>
    public string Programs => _programs;

    private string Data => Path.Combine(_folder, "data");

    public static Task<PostgresServer> CreateAsync() => CreateAsync([]);

    /// <param name="settings">Additional server settings, each as <c>name=value</c>, without spaces.</param>
    public static async Task<PostgresServer> CreateAsync(string[] settings)
    {
        var server = new PostgresServer(settings);
        try
        {
            // PostgreSQL refuses to run as root.
            if (Environment.IsPrivilegedProcess) await RunAsync("chown", ServerUser, server._folder);
            await RunAsync(AsServerUser(
                Path.Combine(server._programs, "initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"));
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a database; returns its connection string.</summary>
    /// <param name="setUp">Prepares the template, once per server; every database is a copy of it. If null, the database is empty.</param>
    public async Task<string> CreateDatabaseAsync(Func<string, Task>? setUp = null)
    {
        var name = $"test_{Interlocked.Increment(ref _databaseCount)}";
        // PostgreSQL refuses to copy a template while another session is connected to it.
        await _creating.WaitAsync();
        try
        {
            if (setUp is not null && !_hasTemplate)
            {
                await ExecuteAsync($"create database {Template} template template0");
                await setUp(ConnectionStringOf(Template) + ";Pooling=false");
                _hasTemplate = true;
            }

            await ExecuteAsync($"create database {name} template {(setUp is null ? "template0" : Template)}");
        }
        finally
        {
            _creating.Release();
        }

        return ConnectionStringOf(name);
    }

    public Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"drop database {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    /// <summary>Starts the server, always with the same port and data. The server accepts connections when the task completes.</summary>
    public async Task StartAsync()
    {
        string[] settings = ["max_connections=200", "fsync=on", .. _settings];
        var options = $"-p {Port} -k '{_folder}' -h 127.0.0.1 {string.Join(' ', settings.Select(setting => $"-c {setting}"))}";
        _supervisor = Start(AsServerUser("sh", "-c", Supervise, "sh", Path.Combine(_programs, "pg_ctl"), Data, options));
        var errors = _supervisor.StandardError.ReadToEndAsync();
        if (await _supervisor.StandardOutput.ReadLineAsync() != Ready)
            throw new InvalidOperationException($"PostgreSQL did not start: {await errors}");
    }

    /// <param name="isImmediate">Stops like a crash: no transaction is completed, and the next start runs recovery.</param>
    public async Task StopAsync(bool isImmediate = false)
    {
        if (_supervisor is null) return;
        await _supervisor.StandardInput.WriteLineAsync(isImmediate ? "immediate" : "fast");
        await _supervisor.StandardInput.FlushAsync();
        await _supervisor.WaitForExitAsync();
        _supervisor.Dispose();
        _supervisor = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(isImmediate: true);
        Directory.Delete(_folder, recursive: true);
        _creating.Dispose();
    }

    /// <summary>Runs a program and waits for its exit.</summary>
    /// <exception cref="InvalidOperationException">The exit code is not 0; the message contains the program's output.</exception>
    public static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode == 0) return;
        throw new InvalidOperationException(
            $"'{string.Join(' ', command)}' exited with code {process.ExitCode}: {await output}{await errors}");
    }

    private static Process Start(string[] command) => Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        // The server's user must be able to enter the working directory.
        WorkingDirectory = Path.GetTempPath(),
    })!;

    private static string[] AsServerUser(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["runuser", "-u", ServerUser, "--", .. command] : command;

    private string ConnectionStringOf(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringOf("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // Debian installs the server's programs in one folder per version, outside the PATH.
    private static string FindPrograms()
    {
        var debian = new DirectoryInfo("/usr/lib/postgresql");
        var folders = debian.Exists
            ? debian.GetDirectories().OrderByDescending(version => int.TryParse(version.Name, out var number) ? number : 0)
                .Select(version => Path.Combine(version.FullName, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL's server is not installed: no initdb was found.");
    }
}
