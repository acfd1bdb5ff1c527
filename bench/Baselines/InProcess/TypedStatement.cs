namespace Concert.Bench.Baselines;

/// <summary>Statements with typed positional parameters, the fastest form of the driver: no value is boxed.</summary>
internal static class TypedStatement
{
    public static NpgsqlCommand Statement(this NpgsqlConnection connection, string sql) => new(sql, connection);

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
}
