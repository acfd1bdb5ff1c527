using Concert.Users;
using Npgsql;
using NpgsqlTypes;

namespace Concert.Storage;

/// <summary>Reads a batch in one round trip: one statement for all states, one for all journals, one for all ends of journals.</summary>
internal sealed class PostgresReadStore(PostgresSession session, string serviceId) : IReadStore
{
    private const string SelectStates = """
        select g.state, g.version, r.number
        from unnest($2, $3) with ordinality as r(grain_type, grain_key, number)
        cross join lateral (
            select state, version from grain_state
            where service_id = $1 and grain_type = r.grain_type and grain_key = r.grain_key
            limit 1) as g
        """;

    private const string SelectJournalTails = $"""
        select {JournalRecord.Columns}, r.number
        from unnest($1, $2, $3) with ordinality as r(owner, after_seq, page_size, number)
        cross join lateral (
            select {JournalRecord.Columns} from user_journal
            where user_id = r.owner and seq > r.after_seq
            order by seq
            limit r.page_size) as j
        """;

    private const int NumberAfterJournalColumns = 10;

    // One entry of the primary key's index for each user, however long the journal is.
    private const string SelectJournalEnds = """
        select j.seq, r.number
        from unnest($1) with ordinality as r(owner, number)
        cross join lateral (
            select seq from user_journal
            where user_id = r.owner
            order by seq desc
            limit 1) as j
        """;

    public ValueTask ReadAsync(IReadOnlyList<ReadRequest> batch)
    {
        Read(batch);
        return default;
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private void Read(IReadOnlyList<ReadRequest> batch)
    {
        try
        {
            List<StateRead> states = [.. batch.OfType<StateRead>()];
            List<JournalTailRead> tails = [.. batch.OfType<JournalTailRead>()];
            List<JournalEndRead> ends = [.. batch.OfType<JournalEndRead>()];
            Invariant.Holds(states.Count + tails.Count + ends.Count == batch.Count);
            Read(states, tails, ends);
        }
        catch
        {
            session.Discard();
            throw;
        }
    }

    private void Read(List<StateRead> states, List<JournalTailRead> tails, List<JournalEndRead> ends)
    {
        using var queries = session.CreateBatch();
        if (states.Count > 0)
        {
            queries.Add(SelectStates)
                .With(NpgsqlDbType.Text, serviceId)
                .WithMany(NpgsqlDbType.Text, states, request => request.GrainType)
                .WithMany(NpgsqlDbType.Text, states, request => request.GrainKey);
        }

        if (tails.Count > 0)
        {
            queries.Add(SelectJournalTails)
                .WithMany(NpgsqlDbType.Text, tails, request => request.User.Value)
                .WithMany(NpgsqlDbType.Bigint, tails, request => request.AfterSeq)
                .WithMany(NpgsqlDbType.Integer, tails, request => request.PageSizeIn(tails.Count));
        }

        if (ends.Count > 0)
            queries.Add(SelectJournalEnds).WithMany(NpgsqlDbType.Text, ends, request => request.User.Value);

        using var record = session.Execute(queries);
        if (states.Count > 0) Fill(states, record);
        if (tails.Count > 0) Fill(tails, record);
        if (ends.Count > 0) Fill(ends, record);
    }

    private static void Fill(List<StateRead> requests, NpgsqlDataReader record)
    {
        while (record.Read())
        {
            var json = record.IsDBNull(0) ? null : record.GetFieldValue<byte[]>(0);
            requests[Index(record, 2)].Found = new(json, record.GetInt32(1));
        }

        record.NextResult();
    }

    private static void Fill(List<JournalTailRead> requests, NpgsqlDataReader record)
    {
        var found = new List<JournalRow>[requests.Count];
        for (var i = 0; i < found.Length; i++) found[i] = [];
        while (record.Read()) found[Index(record, NumberAfterJournalColumns)].Add(JournalRecord.Read(record));
        for (var i = 0; i < found.Length; i++) requests[i].SetRows(found[i], requests[i].PageSizeIn(requests.Count));
        record.NextResult();
    }

    private static void Fill(List<JournalEndRead> requests, NpgsqlDataReader record)
    {
        while (record.Read()) requests[Index(record, 1)].Found = record.GetInt64(0);
    }

    // Ordinality counts from 1.
    private static int Index(NpgsqlDataReader record, int ordinal) => (int)record.GetInt64(ordinal) - 1;
}
