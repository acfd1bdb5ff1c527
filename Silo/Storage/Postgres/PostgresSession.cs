using Npgsql;
using NpgsqlTypes;

namespace Concert.Storage;

/// <summary>A connection kept for good, and made anew after a fault.</summary>
internal sealed class PostgresSession(NpgsqlDataSource database) : IAsyncDisposable
{
    // For this transaction only. Every row is found by its key: a plan that was made while a table was small, or its
    // statistics old, must not read the whole table; and rows are locked in the order in which they are sent, so that two
    // silos never wait for each other. A silo that freezes in the middle lets go of its rows before it is put out and its
    // grains start elsewhere: until then the writer there waits for those rows, and all its other grains with it. And what was
    // acknowledged is on disk.
    private const string SetUp = """
        select
            set_config('enable_seqscan', 'off', true),
            set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true),
            set_config('enable_material', 'off', true),
            set_config('jit', 'off', true),
            set_config('idle_in_transaction_session_timeout', '5s', true),
            case current_setting('synchronous_commit') when 'off' then set_config('synchronous_commit', 'on', true) end
        """;

    private readonly bool _mayPrepare = new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxAutoPrepare > 0;

    private NpgsqlConnection? _connection;

    public async ValueTask<NpgsqlConnection> ConnectAsync() => _connection ??= await database.OpenConnectionAsync();

    /// <summary>A batch that begins with what every transaction of ours begins with: one result, which is skipped.</summary>
    public async ValueTask<NpgsqlBatch> CreateBatchAsync()
    {
        var batch = (await ConnectAsync()).CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SetUp));
        return batch;
    }

    /// <summary>Runs a batch whose statements stay prepared on the connection, where the operator lets the driver prepare at all.</summary>
    public async Task<NpgsqlDataReader> ExecuteAsync(NpgsqlBatch batch)
    {
        // By ourselves and beforehand. Where a statement fails, the driver loses count of those after it that it was about
        // to prepare by itself, and then misreads the answers to the next batch (Npgsql 10.0.3, tried).
        if (_mayPrepare) await batch.PrepareAsync();
        return await batch.ExecuteReaderAsync();
    }

    /// <summary>After a fault: closes the connection for real, and those that wait in the pool, which may be as dead.</summary>
    public async ValueTask ForgetAsync()
    {
        var connection = _connection;
        _connection = null;
        database.Clear();
        if (connection is not null) await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }
}

internal static class PostgresParameters
{
    /// <summary>Adds a statement whose parameters are given by position.</summary>
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, NpgsqlDbType type, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return command;
    }

    /// <summary>A column of many rows, as an array that the statement unnests.</summary>
    public static NpgsqlBatchCommand WithMany<TRow, T>(
        this NpgsqlBatchCommand command, NpgsqlDbType type, List<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = column(rows[i]);
        return command.With(NpgsqlDbType.Array | type, values);
    }
}
