using Npgsql;

namespace Concert.Bench.Http.Baseline;

/// <summary>Money with <c>SELECT … FOR UPDATE</c>: the wallet's row is the lock under which a command reads, decides and writes.</summary>
internal sealed class LockingMoney(NpgsqlDataSource database)
{
    public const string LockWallet = "select balance from wallet where user_id = $1 for update";

    public const string FindEntry =
        "select entry_id, amount, balance, reference, fingerprint, at from journal where user_id = $1 and idem_key = $2";

    public const string SetBalance = "update wallet set balance = $2 where user_id = $1";

    public const string AddEntry = """
        insert into journal(user_id, kind, amount, balance, reference, idem_key, fingerprint)
        values ($1, $2, $3, $4, $5, $6, $7) returning entry_id, amount, balance, reference, fingerprint, at
        """;

    /// <summary>What was charged, now or before; none: there is no such wallet.</summary>
    public async Task<Entry?> ChargeAsync(string user, string key, string fingerprint, long amount)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        long balance;
        // One trip for both: the key is looked up under the lock, so of two that are sent at once one finds the other.
        await using (var look = connection.CreateBatch().Add(LockWallet, user).Add(FindEntry, user, key))
        await using (var reader = await look.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync()) return null;
            balance = reader.GetInt64(0) + amount;
            await reader.NextResultAsync();
            if (await reader.ReadEntryAsync() is { } done) return done;
        }

        Entry entry;
        await using (var write = connection.CreateBatch().Add(SetBalance, user, balance)
            .Add(AddEntry, user, "charge", amount, balance, DBNull.Value, key, fingerprint))
        await using (var reader = await write.ExecuteReaderAsync())
        {
            entry = (await reader.ReadEntryAsync())!;
        }

        await transaction.CommitAsync();
        return entry;
    }
}
