using Concert.Wallets;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>A journal row as SQLite gives it.</summary>
internal sealed record JournalRecord(
    string UserId,
    long Seq,
    string Kind,
    string At,
    long Amount,
    long Balance,
    string? Reference,
    string? IdemKey,
    string? Fingerprint,
    string Body)
{
    private const string Columns = """
        user_id as UserId, seq as Seq, kind as Kind, at as At, amount as Amount, balance as Balance, reference as Reference,
        idem_key as IdemKey, fingerprint as Fingerprint, body as Body
        """;

    private const string SelectAfter = $"""
        select {Columns} from user_journal where user_id = @user and seq > @afterSeq order by seq
        """;

    private const string SelectOne = $"""
        select {Columns} from user_journal where user_id = @user and seq = @seq
        """;

    private const string SelectLedger = $"""
        select {Columns} from user_journal
        where user_id = @user and seq < @beforeSeq and kind in ('charged', 'paid', 'refunded')
        order by seq desc limit @limit
        """;

    public static IReadOnlyList<JournalRow> ReadAfter(SqliteConnection connection, UserId user, long afterSeq) =>
        Read(connection, SelectAfter, new { user = user.Value, afterSeq });

    public static JournalRow? ReadOne(SqliteConnection connection, UserId user, long seq) =>
        Read(connection, SelectOne, new { user = user.Value, seq }).SingleOrDefault();

    public static IReadOnlyList<JournalRow> ReadLedger(SqliteConnection connection, UserId user, long beforeSeq, int limit) =>
        Read(connection, SelectLedger, new { user = user.Value, beforeSeq, limit });

    private static List<JournalRow> Read(SqliteConnection connection, string sql, object parameters) =>
        [.. connection.Query<JournalRecord>(sql, parameters).Select(record => record.ToRow())];

    private JournalRow ToRow() => new(
        new(UserId),
        Seq,
        Kind,
        SqliteTime.Read(At),
        new(Amount),
        new(Balance),
        Reference,
        IdemKey is null ? null : new CommandKey(IdemKey, Fingerprint ?? ""),
        Body,
        Fate: null);
}
