using Npgsql;
using NpgsqlTypes;

namespace Concert.Storage;

/// <summary>A connection that is reused, and replaced after a fault.</summary>
internal sealed class PostgresSession(NpgsqlDataSource database) : IAsyncDisposable
{
    // Settings of this transaction only:
    // - enable_*, jit: every row is found by its key, so that a plan that was made for a small table or with old statistics does not
    //   read the whole table. Rows are then locked in the order in which they are sent, so two silos never deadlock.
    // - idle_in_transaction_session_timeout: releases a frozen silo's row locks after 5 s, before membership declares it dead (6 s)
    //   and its grains start on another silo. Otherwise that silo's writer would wait for the locks, with all its grains.
    // - synchronous_commit: an acknowledged commit is on disk.
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

    /// <summary>A batch that begins with the settings of the transaction. Their result is the first one, and callers skip it.</summary>
    public async ValueTask<NpgsqlBatch> CreateBatchAsync()
    {
        var batch = (await ConnectAsync()).CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SetUp));
        return batch;
    }

    /// <summary>Runs a batch with prepared statements, unless the operator has switched preparation off.</summary>
    public async Task<NpgsqlDataReader> ExecuteAsync(NpgsqlBatch batch)
    {
        // Prepared explicitly, and before execution. If a statement fails, automatic preparation loses track of the statements after
        // it that it was about to prepare, and misreads the results of the next batch (Npgsql 10.0.3, tried).
        if (_mayPrepare) await batch.PrepareAsync();
        return await batch.ExecuteReaderAsync();
    }

    /// <summary>After a fault: closes the connection, and also those in the pool, because they may be broken as well.</summary>
    public async ValueTask DiscardAsync()
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
    /// <summary>Adds a statement with positional parameters.</summary>
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

    /// <summary>Adds one column of many rows as an array, which the statement unnests.</summary>
    public static NpgsqlBatchCommand WithMany<TRow, T>(
        this NpgsqlBatchCommand command, NpgsqlDbType type, List<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = column(rows[i]);
        return command.With(NpgsqlDbType.Array | type, values);
    }
}
