namespace Concert.Bench.Harness;

/// <summary>The PostgreSQL server that all contenders use: the bench's own, or the one of <c>--connection</c>.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    // Large enough that no checkpoint runs during a measurement. The baselines profit from it as much as the service.
    private static readonly string[] Tuning = ["shared_buffers=512MB", "max_wal_size=8GB", "checkpoint_timeout=30min"];

    // The leader of a group commit waits this long before it flushes. In that time the baselines' connections can join the flush,
    // more often than with a disk that is slow itself. So the setting favors the baselines: it is the cautious choice.
    private static readonly string[] WalDelay = ["commit_delay=1500", "commit_siblings=0"];

    private readonly PostgresServer? _own;
    private readonly string _connectionString;
    private readonly PostgresProcesses? _processes;
    private int _databaseCount;

    private BenchServer(PostgresServer? own, string connectionString, PostgresProcesses? processes) =>
        (_own, _connectionString, _processes) = (own, connectionString, processes);

    /// <summary>Of all processes of the server since it started. Null for <c>--connection</c>: it may be on another machine.</summary>
    public TimeSpan? ProcessorTime => _processes?.ProcessorTime();

    public static async Task<BenchServer> OpenAsync(MeasuringSettings settings) =>
        settings.Connection is { } given ? new(null, given, null) : await StartAsync(settings.HasWalDelay);

    /// <summary>Starts a server of the bench's own.</summary>
    public static async Task<BenchServer> StartAsync(bool hasWalDelay)
    {
        var own = await PostgresServer.CreateAsync([.. Tuning, .. hasWalDelay ? WalDelay : []]);
        var connectionString = $"Host=127.0.0.1;Port={own.Port};Username=postgres;Database=postgres";
        return new(own, connectionString, await PostgresProcesses.FindAsync(connectionString + ";Pooling=false"));
    }

    /// <summary>Observes what this server writes. Only for the bench's own server, which nothing else uses.</summary>
    public Task<WalMeter> MeterWalAsync() => WalMeter.OpenAsync(_connectionString + ";Pooling=false");

    public Task<Machine> DescribeAsync() => Machine.DescribeAsync(_connectionString + ";Pooling=false");

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"concert_bench_{++_databaseCount}";
        await ExecuteAsync($"drop database if exists {name} with (force)");
        await ExecuteAsync($"create database {name} template template0");
        // Otherwise the pages that were written here could be flushed during a measurement.
        await ExecuteAsync("checkpoint");
        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = name }.ConnectionString;
    }

    public Task DropDatabaseAsync(string connectionString) => ExecuteAsync(
        $"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
