using Npgsql;
using NpgsqlTypes;

namespace Concert.Storage;

/// <summary>
/// A connection of its own that is reused, and replaced after a fault. It blocks the calling thread, which belongs to one writer or
/// reader: the answer wakes that thread up, and no thread of the pool between.
/// </summary>
/// <param name="settings">Where the server is.</param>
/// <param name="pool">The connections of others.</param>
internal sealed class PostgresSession(NpgsqlConnectionStringBuilder settings, NpgsqlDataSource pool) : IAsyncDisposable
{
    // What holds for every transaction:
    // - enable_*, jit: every row is found by its key, so that a plan that was made for a small table or with old statistics does not
    //   read the whole table. Rows are then locked in the order in which they are sent, so two silos never deadlock.
    // - idle_in_transaction_session_timeout: releases a frozen silo's row locks after 5 s, before membership declares it dead (6 s)
    //   and its grains start on another silo. Otherwise that silo's writer would wait for the locks, with all its grains.
    // - synchronous_commit: an acknowledged commit is on disk.
    private const string SetUp = """
        do $$ begin
            perform set_config(name, value, IS_LOCAL) from (values
                ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off'), ('enable_material', 'off'),
                ('jit', 'off'), ('idle_in_transaction_session_timeout', '5s')) as setting(name, value);
            if current_setting('synchronous_commit') = 'off' then perform set_config('synchronous_commit', 'on', IS_LOCAL); end if;
        end $$
        """;

    private static readonly string SetUpSession = SetUp.Replace("IS_LOCAL", "false", StringComparison.Ordinal);
    private static readonly string SetUpTransaction = SetUp.Replace("IS_LOCAL", "true", StringComparison.Ordinal);

    // Behind a proxy that gives each transaction another connection, nothing of a session holds: neither statements nor settings.
    private readonly bool _mayPrepare = settings.MaxAutoPrepare > 0;

    // Not of the pool: the settings are not for the statements of others.
    private readonly NpgsqlDataSource _server = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false });

    private NpgsqlConnection? _connection;

    public NpgsqlConnection Connect()
    {
        if (_connection is not null) return _connection;
        var connection = _server.OpenConnection();
        try
        {
            if (_mayPrepare) Execute(connection, SetUpSession);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return _connection = connection;
    }

    /// <summary>A batch whose statements run with the settings above.</summary>
    public NpgsqlBatch CreateBatch()
    {
        var batch = Connect().CreateBatch();
        if (!_mayPrepare) batch.Add(SetUpTransaction);
        return batch;
    }

    /// <summary>Runs a batch with prepared statements, unless the operator has switched preparation off.</summary>
    public NpgsqlDataReader Execute(NpgsqlBatch batch)
    {
        // Prepared explicitly, and before execution. If a statement fails, automatic preparation loses track of the statements after
        // it that it was about to prepare, and misreads the results of the next batch (Npgsql 10.0.3, tried).
        if (_mayPrepare) batch.Prepare();
        return batch.ExecuteReader();
    }

    /// <summary>After a fault: closes the connection, and also those in the pool, because they may be broken as well.</summary>
    public void Discard()
    {
        var connection = _connection;
        _connection = null;
        pool.Clear();
        connection?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
        await _server.DisposeAsync();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
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
