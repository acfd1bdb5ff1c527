using Npgsql;

namespace Concert.Bench;

/// <summary>The PostgreSQL server that all contenders use: the bench's own, or one that was named.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    // Room for the runs, so that a checkpoint falls into none of them. It serves the baselines as much as us.
    private static readonly string[] Tuning = ["shared_buffers=512MB", "max_wal_size=8GB", "checkpoint_timeout=30min"];

    // The leader of a group commit waits this long before it flushes. That lets the baselines' clients join a flush more
    // often than a disk that is slow itself would: the cautious choice.
    private static readonly string[] WalDelay = ["commit_delay=1500", "commit_siblings=0"];

    private readonly PostgresServer? _own;
    private readonly string _connectionString;
    private readonly PostgresProcesses? _processes;
    private int _databaseCount;

    private BenchServer(PostgresServer? own, string connectionString, PostgresProcesses? processes)
    {
        _own = own;
        _connectionString = connectionString;
        _processes = processes;
    }

    /// <summary>Of all the server's processes since it started; none: it may be on another machine.</summary>
    public TimeSpan? ProcessorTime => _processes?.ProcessorTime();

    public static async Task<BenchServer> OpenAsync(BenchArguments arguments)
    {
        if (arguments.Connection is { } given) return new(null, given, null);
        var own = await PostgresServer.CreateAsync([.. Tuning, .. arguments.HasWalDelay ? WalDelay : []]);
        var connectionString = $"Host=127.0.0.1;Port={own.Port};Username=postgres;Database=postgres";
        return new(own, connectionString, await PostgresProcesses.FindAsync(connectionString + ";Pooling=false"));
    }

    public Task<Machine> DescribeAsync() => Machine.DescribeAsync(_connectionString + ";Pooling=false");

    /// <summary>An empty database, and how to reach it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"concert_bench_{++_databaseCount}";
        await ExecuteAsync($"drop database if exists {name} with (force)");
        await ExecuteAsync($"create database {name} template template0");
        // What setting up wrote is not to be flushed while someone is being measured.
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
