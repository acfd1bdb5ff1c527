namespace Concert.Bench.Harness;

/// <summary>
/// How much a server wrote, and in how many commits, between two positions of its write-ahead log. The commits are the commit records
/// of the log itself. The counters of <c>pg_stat_database</c> lag: an idle connection publishes its counts up to ten seconds late.
/// They also count transactions that only read, which cost no flush.
/// </summary>
internal sealed class WalMeter : IAsyncDisposable
{
    private const string Position = "select pg_current_wal_flush_lsn()::text";

    private const string Written = """
        select coalesce(sum(count), 0)::bigint, ($2::pg_lsn - $1::pg_lsn)::bigint
        from pg_get_wal_stats($1::pg_lsn, $2::pg_lsn, true) where "resource_manager/record_type" = 'Transaction/COMMIT'
        """;

    private readonly NpgsqlConnection _connection;

    private WalMeter(NpgsqlConnection connection) => _connection = connection;

    public static async Task<WalMeter> OpenAsync(string connectionString)
    {
        var meter = new WalMeter(new NpgsqlConnection(connectionString));
        await meter._connection.OpenAsync();
        // A contrib module since version 15. Debian's package of the server includes it.
        await using var create = new NpgsqlCommand("create extension if not exists pg_walinspect", meter._connection);
        await create.ExecuteNonQueryAsync();
        return meter;
    }

    /// <summary>Everything that was acknowledged is before this position, because a commit is flushed before its answer.</summary>
    public async Task<string> PositionAsync()
    {
        await using var command = new NpgsqlCommand(Position, _connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Reads the log between the positions. That takes processor time of the server.</summary>
    public async Task<WalWritten> WrittenAsync(string from, string to)
    {
        if (from == to) return new(0, 0);
        await using var command = new NpgsqlCommand(Written, _connection);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = to });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

internal readonly record struct WalWritten(long Commits, long Bytes);
