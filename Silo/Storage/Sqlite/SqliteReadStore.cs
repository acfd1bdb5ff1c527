using System.Text;
using Concert.Users;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>
/// Reads batches on one connection, each batch in one transaction, so that SQLite checks the write-ahead log once for the batch
/// instead of once for each read.
/// </summary>
internal sealed class SqliteReadStore(SqliteDataSource database, string serviceId) : IReadStore
{
    private readonly RenewableSession<Session> _session = new(() => new(database.OpenOwnConnection(), serviceId));

    public ValueTask ReadAsync(IReadOnlyList<ReadRequest> batch)
    {
        _session.Run(session => session.Fill(batch));
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return default;
    }

    private sealed class Session : SqliteSession
    {
        private const string SelectState = """
            select state, version from grain_state
            where service_id = @service_id and grain_type = @grain_type and grain_key = @grain_key
            """;

        private const string SelectJournalTail = $"""
            select {JournalRecord.Columns} from user_journal where user_id = @user_id and seq > @after_seq order by seq limit @limit
            """;

        private const string SelectJournalEnd = "select seq from user_journal where user_id = @user_id order by seq desc limit 1";

        private readonly string _serviceId;
        private readonly SqliteStatement _selectState;
        private readonly SqliteStatement _selectJournalTail;
        private readonly SqliteStatement _selectJournalEnd;

        public Session(SqliteConnection connection, string serviceId)
            : base(connection, "begin")
        {
            _serviceId = serviceId;
            _selectState = Prepare(SelectState, "@service_id", "@grain_type", "@grain_key");
            _selectJournalTail = Prepare(SelectJournalTail, "@user_id", "@after_seq", "@limit");
            _selectJournalEnd = Prepare(SelectJournalEnd, "@user_id");
        }

        public void Fill(IReadOnlyList<ReadRequest> batch)
        {
            var pageCount = batch.Count(request => request is JournalTailRead);
            Begin();
            foreach (var request in batch)
            {
                switch (request)
                {
                    case StateRead state: state.Found = Find(state); break;
                    case JournalTailRead tail: Fill(tail, tail.PageSizeIn(pageCount)); break;
                    case JournalEndRead end: end.Found = Find(end); break;
                    default: throw new InvariantException($"No such request: {request.GetType().Name}.");
                }
            }

            Commit();
        }

        private StateRow? Find(StateRead read)
        {
            using var record = _selectState.Query(_serviceId, read.GrainType, read.GrainKey);
            if (!record.Read()) return null;
            return new(record.IsDBNull(0) ? null : Encoding.UTF8.GetBytes(record.GetString(0)), record.GetInt64(1));
        }

        private long Find(JournalEndRead read) => _selectJournalEnd.Scalar(read.User.Value) is long seq ? seq : 0;

        private void Fill(JournalTailRead read, int pageSize)
        {
            var rows = new List<JournalRow>();
            using var record = _selectJournalTail.Query(read.User.Value, read.AfterSeq, pageSize);
            while (record.Read()) rows.Add(JournalRecord.Read(record));
            read.SetRows(rows, pageSize);
        }
    }
}
