using System.Data.Common;

namespace Concert.Storage;

/// <summary>Reads that are too rare to share a query: each on a pooled connection, and off the grain's thread.</summary>
internal static class DirectReads
{
    public static Task<List<T>> QueryAsync<T>(
        this DbDataSource database, string sql, Func<DbDataReader, T> read, params (string Name, object Value)[] parameters) =>
        OffGrainThread.RunAsync(async () =>
        {
            await using var connection = await database.OpenConnectionAsync();
            return await QueryAsync(connection, sql, read, parameters);
        });

    public static async Task<List<T>> QueryAsync<T>(
        this DbConnection connection,
        string sql,
        Func<DbDataReader, T> read,
        params (string Name, object Value)[] parameters)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        var rows = new List<T>();
        await using var record = await command.ExecuteReaderAsync();
        while (await record.ReadAsync()) rows.Add(read(record));
        return rows;
    }
}
