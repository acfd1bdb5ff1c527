namespace Concert.Bench.Baselines;

/// <summary>Commands and batches with positional parameters, which Npgsql prepares automatically.</summary>
internal static class Sql
{
    public static NpgsqlCommand Command(this NpgsqlDataSource database, string text, params ReadOnlySpan<object> values)
    {
        var command = database.CreateCommand(text);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    public static NpgsqlBatch Add(this NpgsqlBatch batch, string text, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(command);
        return batch;
    }

    public static async Task ExecuteAsync(this NpgsqlDataSource database, string text, params object[] values)
    {
        await using var command = database.Command(text, values);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A whole number, such as a count or a sum.</summary>
    public static async Task<long> ScalarAsync(this NpgsqlDataSource database, string text, params object[] values)
    {
        await using var command = database.Command(text, values);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }
}
