using System.Data.Common;
using Dapper;

namespace Concert.Storage;

/// <summary>Reads that are too rare to be batched: each takes a pooled connection, and runs off the grain's thread.</summary>
internal static class DirectReads
{
    public static Task<List<T>> ReadRowsAsync<T>(
        this DbDataSource database, string sql, Func<DbDataReader, T> readRow, object parameters) =>
        OffGrainThread.RunAsync(async () =>
        {
            await using var connection = await database.OpenConnectionAsync();
            return await connection.ReadRowsAsync(sql, readRow, parameters);
        });

    public static async Task<List<T>> ReadRowsAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> readRow, object parameters)
    {
        var rows = new List<T>();
        await using var record = await connection.ExecuteReaderAsync(sql, parameters);
        while (await record.ReadAsync()) rows.Add(readRow(record));
        return rows;
    }
}
