using System.Data.Common;
using Concert.Presale;
using Dapper;

namespace Concert.Storage;

/// <summary>
/// The tables of presale codes. The statements are the same on SQLite and PostgreSQL. A write is a transaction that first raises the
/// concert's version: its row is the lock, and the fence.
/// </summary>
internal sealed class PresaleStore(DbDataSource database) : IPresaleStore
{
    private const string SelectVersion = "select version from presale where concert_id = @ConcertId";

    private const string InsertVersion =
        "insert into presale(concert_id, version) values (@ConcertId, 1) on conflict(concert_id) do nothing";

    private const string RaiseVersion =
        "update presale set version = version + 1 where concert_id = @ConcertId and version = @Version";

    private const string SelectCodes = "select code_hash, joins from presale_code where concert_id = @ConcertId";

    private const string CountUses = "select code_hash, max(number) from presale_use where concert_id = @ConcertId group by code_hash";

    private const string SelectUser = """
        select
            (select count(*) from presale_use where concert_id = @ConcertId and user_id = @UserId),
            coalesce((select version from presale where concert_id = @ConcertId), 0)
        """;

    private const string UpsertCode = """
        insert into presale_code(concert_id, code_hash, joins) values (@ConcertId, @Hash, @Joins)
        on conflict(concert_id, code_hash) do update set joins = excluded.joins
        """;

    private const string DeleteCodes = "delete from presale_code where concert_id = @ConcertId";

    private const string InsertUse = """
        insert into presale_use(concert_id, code_hash, number, user_id)
        select concert_id, code_hash, @Number, @UserId from presale_code
        where concert_id = @ConcertId and code_hash = @CodeHash and joins >= @Number
        on conflict do nothing
        """;

    public Task<PresaleRows> ReadAsync(ConcertId concert) => RunAsync(async connection =>
    {
        var key = new { ConcertId = concert.Value };
        // First: rows that a later write adds do not hide that write.
        var version = await connection.ExecuteScalarAsync<long?>(SelectVersion, key) ?? 0;
        var codes = await connection.ReadRowsAsync(SelectCodes, row => new PresaleCode(row.GetString(0), row.GetInt32(1)), key);
        var used = await connection.ReadRowsAsync(CountUses, row => new PresaleUsage(row.GetString(0), row.GetInt32(1)), key);
        return new PresaleRows(version, codes, used);
    });

    public async Task<PresaleUser> FindAsync(ConcertId concert, UserId user) => (await database.ReadRowsAsync(
        SelectUser,
        row => new PresaleUser(row.GetInt64(0) > 0, row.GetInt64(1)),
        new { ConcertId = concert.Value, UserId = user.Value })).Single();

    public Task WriteCodesAsync(ConcertId concert, long version, IReadOnlyList<PresaleCode> codes) => WriteAsync(
        concert,
        version,
        async transaction =>
        {
            foreach (var code in codes)
                await ExecuteAsync(transaction, UpsertCode, new { ConcertId = concert.Value, code.Hash, code.Joins });
        });

    public Task RemoveCodesAsync(ConcertId concert, long version) => WriteAsync(
        concert, version, transaction => ExecuteAsync(transaction, DeleteCodes, new { ConcertId = concert.Value }));

    public Task WriteUsesAsync(ConcertId concert, long version, IReadOnlyList<PresaleUse> uses) => WriteAsync(
        concert,
        version,
        async transaction =>
        {
            foreach (var use in uses)
            {
                var row = new { ConcertId = concert.Value, use.CodeHash, use.Number, UserId = use.UserId.Value };
                if (await ExecuteAsync(transaction, InsertUse, row) != 1)
                    throw new StorageConflictException($"Use {use.Number} of a presale code of {concert} was refused.");
            }
        });

    private static Task<int> ExecuteAsync(DbTransaction transaction, string sql, object parameters) =>
        transaction.Connection!.ExecuteAsync(sql, parameters, transaction);

    private Task<bool> WriteAsync(ConcertId concert, long version, Func<DbTransaction, Task> write) => RunAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var raise = version == 0 ? InsertVersion : RaiseVersion;
        if (await ExecuteAsync(transaction, raise, new { ConcertId = concert.Value, Version = version }) != 1)
            throw new StorageConflictException($"The presale of {concert} is not at version {version}.");
        await write(transaction);
        await transaction.CommitAsync();
        return true;
    });

    private Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work) => OffGrainThread.RunAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        return await work(connection);
    });
}
