namespace Concert.Bench.Baselines;

/// <summary>Charges a wallet and adds a ledger row with hand-written SQL, in three variants.</summary>
internal static class WalletBaselines
{
    private const int MaxAttempts = 10_000;

    private const string InsertWallet = "insert into baseline.wallet(user_id, balance, version) values ($1, 0, 0)";

    private const string SelectWallet = "select balance, version from baseline.wallet where user_id = $1";

    private const string SelectWalletForUpdate = SelectWallet + " for update";

    private const string UpdateWallet = "update baseline.wallet set balance = $2, version = $3 where user_id = $1";

    private const string InsertLedger = """
        insert into baseline.ledger(user_id, seq, kind, amount, balance) values ($1, $2, 'charged', $3, $4)
        """;

    // Version check and ledger row in one statement, so that the optimistic variant needs no transaction.
    private const string ChargeVersion = """
        with charged as (
            update baseline.wallet set balance = balance + $2, version = version + 1
            where user_id = $1 and version = $3
            returning user_id, version, balance)
        insert into baseline.ledger(user_id, seq, kind, amount, balance)
        select user_id, version, 'charged', $2, balance from charged
        """;

    private static readonly string ChargeAtOnce = ChargeVersion.Replace(" and version = $3", "", StringComparison.Ordinal);

    public static IReadOnlyList<(string Name, Func<NpgsqlDataSource, string, long, Task> ChargeAsync)> All { get; } =
    [
        (ContenderNames.Optimistic, OptimisticAsync),
        (ContenderNames.ForUpdate, ForUpdateAsync),
        (ContenderNames.SingleStatement, SingleStatementAsync),
    ];

    public static Task CreateAsync(NpgsqlDataSource sql, string user) =>
        sql.ExecuteAsync(InsertWallet, user);

    private static async Task OptimisticAsync(NpgsqlDataSource sql, string user, long amount)
    {
        await using var connection = await sql.OpenConnectionAsync();
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var (_, version) = await ReadAsync(connection, SelectWallet, user);
            var charge = connection.Statement(ChargeVersion).With(user).With(amount).With(version);
            if (await charge.ExecuteAsync() == 1) return;
        }

        throw new InvalidOperationException($"{user} was not charged within {MaxAttempts} attempts.");
    }

    private static async Task ForUpdateAsync(NpgsqlDataSource sql, string user, long amount)
    {
        await using var connection = await sql.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var (balance, version) = await ReadAsync(connection, SelectWalletForUpdate, user);
        await using var write = connection.CreateBatch()
            .And(UpdateWallet, command => command.With(user).With(balance + amount).With(version + 1))
            .And(InsertLedger, command => command.With(user).With(version + 1).With(amount).With(balance + amount));
        await write.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static async Task SingleStatementAsync(NpgsqlDataSource sql, string user, long amount)
    {
        await using var connection = await sql.OpenConnectionAsync();
        await connection.Statement(ChargeAtOnce).With(user).With(amount).ExecuteAsync();
    }

    private static async Task<(long Balance, long Version)> ReadAsync(NpgsqlConnection connection, string sql, string user)
    {
        await using var command = connection.Statement(sql).With(user);
        await using var record = await command.ExecuteReaderAsync();
        await record.ReadAsync();
        return (record.GetInt64(0), record.GetInt64(1));
    }
}
