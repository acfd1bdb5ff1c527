namespace Concert.Bench.Baselines;

/// <summary>The journal row of a command that was executed with an idempotency key.</summary>
internal sealed record BaselineJournalRow(long Id, long Amount, long Balance, string? Reference, string Fingerprint, DateTime At)
{
    public const string Find =
        "select entry_id, amount, balance, reference, fingerprint, at from journal where user_id = $1 and idem_key = $2";

    /// <summary>Null: the result has no row.</summary>
    public static async Task<BaselineJournalRow?> ReadAsync(NpgsqlDataReader reader) => await reader.ReadAsync()
        ? new(
            reader.GetInt64(0),
            reader.GetInt64(1),
            await reader.IsDBNullAsync(2) ? 0 : reader.GetInt64(2),
            await reader.IsDBNullAsync(3) ? null : reader.GetString(3),
            reader.GetString(4),
            reader.GetDateTime(5))
        : null;
}

/// <summary>Top-ups with <c>SELECT … FOR UPDATE</c>: a command reads, decides and writes under the lock of the wallet's row.</summary>
internal sealed class LockingWallet(NpgsqlDataSource database)
{
    public const string LockWallet = "select balance from wallet where user_id = $1 for update";

    public const string SetBalance = "update wallet set balance = $2 where user_id = $1";

    public const string AddEntry = """
        insert into journal(user_id, kind, amount, balance, reference, idem_key, fingerprint)
        values ($1, $2, $3, $4, $5, $6, $7) returning entry_id, amount, balance, reference, fingerprint, at
        """;

    /// <summary>The charge, made now or before with the same key. Null: there is no such wallet.</summary>
    public async Task<BaselineJournalRow?> ChargeAsync(string user, string key, string fingerprint, long amount)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        long balance;
        // One round trip for both. The key is read under the lock, so of two commands sent at once the second finds the first.
        await using (var look = connection.CreateBatch().Add(LockWallet, user).Add(BaselineJournalRow.Find, user, key))
        await using (var reader = await look.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync()) return null;
            balance = reader.GetInt64(0) + amount;
            await reader.NextResultAsync();
            if (await BaselineJournalRow.ReadAsync(reader) is { } done) return done;
        }

        BaselineJournalRow entry;
        await using (var write = connection.CreateBatch().Add(SetBalance, user, balance)
            .Add(AddEntry, user, "charge", amount, balance, DBNull.Value, key, fingerprint))
        await using (var reader = await write.ExecuteReaderAsync())
        {
            entry = (await BaselineJournalRow.ReadAsync(reader))!;
        }

        await transaction.CommitAsync();
        return entry;
    }
}

/// <summary>Top-ups in one statement and one round trip: the best that SQL does without batching several callers.</summary>
internal sealed class SingleStatementWallet(NpgsqlDataSource database)
{
    private const string Charge = """
        with charged as (
            update wallet set balance = balance + $2 where user_id = $1 returning balance)
        insert into journal(user_id, kind, amount, balance, idem_key, fingerprint)
        select $1, 'charge', $2, balance, $3, $4 from charged
        returning entry_id, amount, balance, reference, fingerprint, at
        """;

    public async Task<BaselineJournalRow?> ChargeAsync(string user, string key, string fingerprint, long amount)
    {
        try
        {
            return await ReadAsync(database.Command(Charge, user, amount, key, fingerprint));
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The key was used before: the statement did nothing, and the row of the first command is the answer.
            return await ReadAsync(database.Command(BaselineJournalRow.Find, user, key));
        }
    }

    private static async Task<BaselineJournalRow?> ReadAsync(NpgsqlCommand command)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync())
            return await BaselineJournalRow.ReadAsync(reader);
    }
}
