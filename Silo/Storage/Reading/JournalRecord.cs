using System.Data.Common;
using Concert.Users;

namespace Concert.Storage;

/// <summary>How a row of the journal is read, on every database and by every query alike.</summary>
internal static class JournalRecord
{
    public const string Columns = "user_id, seq, kind, at, amount, balance, reference, idem_key, fingerprint, body";

    public static JournalRow Read(DbDataReader record) => new(
        new(record.GetString(0)),
        record.GetInt64(1),
        record.GetString(2),
        SqlTime.Read(record, 3),
        new(record.GetInt64(4)),
        new(record.GetInt64(5)),
        record.IsDBNull(6) ? null : record.GetString(6),
        record.IsDBNull(7) ? null : new CommandKey(record.GetString(7), record.GetString(8)),
        record.GetString(9),
        Reservation: null);
}
