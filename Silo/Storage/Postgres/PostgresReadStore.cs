using System.Text;
using Concert.Wallets;
using Npgsql;

namespace Concert.Storage;

/// <summary>Reads batches on one connection: one query for all states, one for all journals, one round trip.</summary>
internal sealed class PostgresReadStore(NpgsqlDataSource database, string serviceId) : IReadStore
{
    private const string SelectStates = """
        select wanted.ord, g.state, g.version
        from unnest($2::text[], $3::text[]) with ordinality as wanted(grain_type, grain_key, ord)
        join grain_state as g
            on g.service_id = $1 and g.grain_type = wanted.grain_type and g.grain_key = wanted.grain_key
        """;

    private const string SelectJournalTails = $"""
        select {JournalRecord.Columns}, wanted.ord
        from unnest($1::text[], $2::bigint[]) with ordinality as wanted(of_user, after_seq, ord)
        join user_journal on user_id = wanted.of_user and seq > wanted.after_seq
        order by wanted.ord, seq
        """;

    private const int OrdinalAfterColumns = 10;

    private PostgresSession? _session;

    public async ValueTask ReadAsync(IReadOnlyList<Read> batch)
    {
        try
        {
            _session ??= await PostgresSession.OpenAsync(database);
            await FillAsync(_session, batch);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session) await session.DisposeAsync();
        _session = null;
    }

    private async Task FillAsync(PostgresSession session, IReadOnlyList<Read> batch)
    {
        var states = batch.OfType<StateRead>().ToList();
        var tails = batch.OfType<JournalTailRead>().ToList();
        Invariant.Holds(states.Count + tails.Count == batch.Count, "A read of an unknown kind.");
        await using var commands = session.Batch();
        if (states.Count > 0)
        {
            commands.BatchCommands.Add(Command(
                SelectStates,
                serviceId,
                states.ConvertAll(read => read.GrainType).ToArray(),
                states.ConvertAll(read => read.GrainKey).ToArray()));
        }

        if (tails.Count > 0)
        {
            commands.BatchCommands.Add(Command(
                SelectJournalTails,
                tails.ConvertAll(read => read.User.Value).ToArray(),
                tails.ConvertAll(read => read.AfterSeq).ToArray()));
        }

        await using var record = await commands.ExecuteReaderAsync();
        if (states.Count > 0)
        {
            await TakeStatesAsync(record, states);
            await record.NextResultAsync();
        }

        if (tails.Count > 0) await TakeTailsAsync(record, tails);
    }

    private static async Task TakeStatesAsync(NpgsqlDataReader record, List<StateRead> states)
    {
        while (await record.ReadAsync())
        {
            var json = await record.IsDBNullAsync(1) ? null : Encoding.UTF8.GetBytes(record.GetString(1));
            states[(int)record.GetInt64(0) - 1].Found = new(json, record.GetInt32(2));
        }
    }

    private static async Task TakeTailsAsync(NpgsqlDataReader record, List<JournalTailRead> tails)
    {
        var rows = new List<JournalRow>[tails.Count];
        while (await record.ReadAsync()) (rows[record.GetInt64(OrdinalAfterColumns) - 1] ??= []).Add(JournalRecord.Read(record));
        for (var i = 0; i < rows.Length; i++) tails[i].Found = rows[i] ?? [];
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
