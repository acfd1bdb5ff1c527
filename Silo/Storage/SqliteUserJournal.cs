using Concert.Wallets;

namespace Concert.Storage;

/// <summary>Journals of users in the embedded database.</summary>
internal sealed class SqliteUserJournal(GroupCommitWriter writer, BatchedReader reader, SqliteDatabase database) : IUserJournal
{
    public Task<IReadOnlyList<JournalRow>> ReadAsync(UserId user, long afterSeq) =>
        reader.AskAsync(new JournalLookup(user, afterSeq));

    public Task<JournalRow?> FindAsync(UserId user, long seq) =>
        database.ReadAsync(connection => JournalRecord.ReadOne(connection, user, seq));

    public Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit) =>
        database.ReadAsync(connection => JournalRecord.ReadLedger(connection, user, beforeSeq, limit));

    public Task AppendAsync(JournalRow row, AppendChain chain) => writer.SubmitAsync(new JournalAppend(row, chain));
}
