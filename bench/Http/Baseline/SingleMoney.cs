using Npgsql;

namespace Concert.Bench.Http.Baseline;

/// <summary>Money in one statement, one trip: the best that SQL does without batching callers together.</summary>
internal sealed class SingleMoney(NpgsqlDataSource database)
{
    private const string Charge = """
        with charged as (
            update wallet set balance = balance + $2 where user_id = $1 returning balance)
        insert into journal(user_id, kind, amount, balance, idem_key, fingerprint)
        select $1, 'charge', $2, balance, $3, $4 from charged
        returning entry_id, amount, balance, reference, fingerprint, at
        """;

    public async Task<Entry?> ChargeAsync(string user, string key, string fingerprint, long amount)
    {
        try
        {
            await using var command = database.Command(Charge, user, amount, key, fingerprint);
            await using var reader = await command.ExecuteReaderAsync();
            return await reader.ReadEntryAsync();
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Sent before: the statement did nothing, and the first one's row is the answer.
            await using var command = database.Command(LockingMoney.FindEntry, user, key);
            await using var reader = await command.ExecuteReaderAsync();
            return await reader.ReadEntryAsync();
        }
    }
}
