using Npgsql;

namespace Concert.Storage;

/// <summary>
/// A connection kept for good, for batches alone. Their statements find rows by key, in numbers the planner cannot know; it is
/// told so, or it plans to read an empty table from end to end and stays with that plan while the table grows.
/// </summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    private const string LookUpByKey = "set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off";

    private readonly NpgsqlConnection _connection;

    private PostgresSession(NpgsqlConnection connection) => _connection = connection;

    public static async Task<PostgresSession> OpenAsync(NpgsqlDataSource dataSource)
    {
        var connection = await dataSource.OpenConnectionAsync();
        try
        {
            await using var command = new NpgsqlCommand(LookUpByKey, connection);
            await command.ExecuteNonQueryAsync();
            return new(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public NpgsqlBatch Batch() => new(_connection);

    public ValueTask<NpgsqlTransaction> BeginAsync() => _connection.BeginTransactionAsync();

    // Its settings must not come back to the pool with it.
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_connection.FullState == System.Data.ConnectionState.Open)
            {
                await using var command = new NpgsqlCommand("reset all", _connection);
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException)
        {
            // Broken: the pool throws it away by itself.
        }

        await _connection.DisposeAsync();
    }
}
