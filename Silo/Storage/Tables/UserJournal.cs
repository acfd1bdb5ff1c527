using System.Data.Common;
using Concert.Users;

namespace Concert.Storage;

/// <summary>Users' journals in the table <c>user_journal</c>.</summary>
internal sealed class UserJournal(GroupCommitWriter writer, BatchedReader reader, DbDataSource database) : IUserJournal
{
    private const string SelectRow = $"""
        select {JournalRecord.Columns} from user_journal where user_id = @user_id and seq = @seq
        """;

    private const string SelectLedger = $"""
        select {JournalRecord.Columns} from user_journal
        where user_id = @user_id and seq < @before_seq and kind in ('charged', 'paid', 'refunded')
        order by seq desc limit @limit
        """;

    public async Task<IReadOnlyList<JournalRow>> ReadAsync(UserId user, long afterSeq) =>
        await reader.ReadAsync(new JournalTailRead(user, afterSeq)) ?? [];

    public async Task<JournalRow?> FindAsync(UserId user, long seq) =>
        (await database.QueryAsync(SelectRow, JournalRecord.Read, ("user_id", user.Value), ("seq", seq))).SingleOrDefault();

    public async Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit) =>
        await database.QueryAsync(
            SelectLedger, JournalRecord.Read, ("user_id", user.Value), ("before_seq", beforeSeq), ("limit", limit));

    public Task AppendAsync(JournalRow row, AppendChain chain) => writer.WriteAsync(new JournalAppend(row, chain));
}
