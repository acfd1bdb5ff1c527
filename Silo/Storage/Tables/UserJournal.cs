using System.Data.Common;
using Concert.Users;

namespace Concert.Storage;

/// <summary>Reads and writes the journals of users in the table <c>user_journal</c>.</summary>
internal sealed class UserJournal(GroupCommitWriter writer, BatchedReader reader, DbDataSource database) : IUserJournal
{
    private const string SelectRow = $"""
        select {JournalRecord.Columns} from user_journal where user_id = @UserId and seq = @Seq
        """;

    private const string SelectLedger = $"""
        select {JournalRecord.Columns} from user_journal
        where user_id = @UserId and seq < @BeforeSeq and kind in ('charged', 'paid', 'refunded')
        order by seq desc limit @Limit
        """;

    public async Task<IReadOnlyList<JournalRow>> ReadAsync(UserId user, long afterSeq) =>
        await reader.ReadAsync(new JournalTailRead(user, afterSeq)) ?? [];

    public async Task<JournalRow?> FindAsync(UserId user, long seq) =>
        (await database.ReadRowsAsync(SelectRow, JournalRecord.Read, new { UserId = user.Value, Seq = seq })).SingleOrDefault();

    public async Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit) =>
        await database.ReadRowsAsync(
            SelectLedger, JournalRecord.Read, new { UserId = user.Value, BeforeSeq = beforeSeq, Limit = limit });

    public Task AppendAsync(JournalRow row, AppendChain chain) => writer.WriteAsync(new JournalAppend(row, chain));
}
