using System.Data.Common;
using Concert.Recovery;
using Dapper;

namespace Concert.Storage;

/// <summary>
/// The table of recovery codes. The statements are the same on SQLite and PostgreSQL. They are rare, so they take a pooled connection
/// and not the writer; each one is a transaction of its own.
/// </summary>
internal sealed class RecoveryStore(DbDataSource database) : IRecoveryStore
{
    // A request that was held up on its way must not replace the code of a later one, which its user has written down. A retry has the
    // time of its request. A use stays: whoever found a code and replaces it must not hide from its user that they used it.
    private const string Upsert = """
        insert into recovery_code(user_id, code_hash, name, made_at) values (@UserId, @CodeHash, @Name, @MadeAt)
        on conflict(user_id) do update set code_hash = excluded.code_hash, name = excluded.name, made_at = excluded.made_at
        where recovery_code.made_at <= excluded.made_at
        """;

    private const string Use = "update recovery_code set used_at = @At where code_hash = @CodeHash returning user_id, name";

    private const string Select = "select made_at, used_at from recovery_code where user_id = @UserId";

    public Task<bool> SetAsync(SetRecoveryCode command) => WriteAsync(async transaction =>
        await transaction.Connection!.ExecuteAsync(
            Upsert,
            new { UserId = command.UserId.Value, command.CodeHash, command.Name, MadeAt = command.MadeAt.UtcDateTime },
            transaction) == 1);

    public Task<RecoveredUser?> UseAsync(string codeHash, DateTimeOffset at) => WriteAsync(async transaction =>
    {
        await using var row = await transaction.Connection!.ExecuteReaderAsync(
            Use, new { CodeHash = codeHash, At = at.UtcDateTime }, transaction);
        return await row.ReadAsync() ? new RecoveredUser(new(row.GetString(0)), row.GetString(1)) : null;
    });

    public async Task<RecoveryView?> FindAsync(UserId user) => (await database.ReadRowsAsync(
        Select,
        row => new RecoveryView(SqlTime.Read(row, 0), row.IsDBNull(1) ? null : SqlTime.Read(row, 1)),
        new { UserId = user.Value })).SingleOrDefault();

    // A statement without a transaction reports its rows before the database has committed them.
    private Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> write) => OffGrainThread.RunAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var result = await write(transaction);
        await transaction.CommitAsync();
        return result;
    });
}
