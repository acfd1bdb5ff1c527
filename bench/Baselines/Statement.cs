using Npgsql;

namespace Concert.Bench;

/// <summary>Statements with parameters by position, in the driver's fastest form: typed, so that nothing is boxed.</summary>
internal static class Statement
{
    public static NpgsqlCommand Of(NpgsqlConnection connection, string sql) => new(sql, connection);

    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    public static NpgsqlBatch And(this NpgsqlBatch batch, string sql, Action<NpgsqlBatchCommand> fill)
    {
        var command = new NpgsqlBatchCommand(sql);
        fill(command);
        batch.BatchCommands.Add(command);
        return batch;
    }

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    public static async Task<int> ExecuteAsync(this NpgsqlCommand command)
    {
        await using (command) return await command.ExecuteNonQueryAsync();
    }

    /// <summary>On a connection of its own, committed by itself.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlDataSource sql, string text, Action<NpgsqlCommand> fill)
    {
        await using var connection = await sql.OpenConnectionAsync();
        await using var command = Of(connection, text);
        fill(command);
        return await command.ExecuteNonQueryAsync();
    }
}
