using Npgsql;

namespace Concert.Bench.Http;

/// <summary>Who has joined a cluster, as its silos write it down.</summary>
internal static class Membership
{
    private const int Active = (int)SiloStatus.Active;

    private const string CountActive = "select count(*) from OrleansMembershipTable where Status = $1";

    public static async Task<long> ActiveCountAsync(NpgsqlDataSource database)
    {
        try
        {
            await using var command = database.CreateCommand(CountActive);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Active });
            return (long)(await command.ExecuteScalarAsync())!;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // The first silo makes the tables as it starts.
            return 0;
        }
    }
}
