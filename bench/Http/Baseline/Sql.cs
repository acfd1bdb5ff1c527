using Npgsql;

namespace Concert.Bench.Http.Baseline;

/// <summary>Commands and batches of positional parameters, which the driver prepares by themselves.</summary>
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

    public static async Task<Entry?> ReadEntryAsync(this NpgsqlDataReader reader) => await reader.ReadAsync()
        ? new(
            reader.GetInt64(0),
            reader.GetInt64(1),
            await reader.IsDBNullAsync(2) ? 0 : reader.GetInt64(2),
            await reader.IsDBNullAsync(3) ? null : reader.GetString(3),
            reader.GetString(4),
            reader.GetDateTime(5))
        : null;
}
