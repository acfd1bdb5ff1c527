using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>The embedded database as a silo's writer and reader see it: one connection to write, one to read.</summary>
internal sealed class SqliteChangeStore(SqliteDatabase database, string serviceId) : IChangeStore
{
    private const string SelectState = """
        select state, version from grain_state where service_id = @service and grain_type = @type and grain_key = @key
        """;

    private SqliteConnection? _writing;
    private SqliteWriteStatements? _statements;
    private SqliteConnection? _reading;

    public Task<bool[]> CommitAsync(IReadOnlyList<Change> batch)
    {
        try
        {
            return Task.FromResult(Commit(batch));
        }
        catch
        {
            // What state the connection is in is anyone's guess: the next batch gets a new one.
            CloseWriting();
            throw;
        }
    }

    public Task AnswerAsync(IReadOnlyList<Lookup> batch)
    {
        try
        {
            _reading ??= database.OpenOwn();
            using var snapshot = _reading.BeginTransaction(deferred: true);
            foreach (var lookup in batch) Answer(lookup, _reading);
            return Task.CompletedTask;
        }
        catch
        {
            _reading?.Dispose();
            _reading = null;
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        CloseWriting();
        _reading?.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool[] Commit(IReadOnlyList<Change> batch)
    {
        _writing ??= database.OpenOwn();
        _statements ??= new(_writing, serviceId);
        var written = new bool[batch.Count];
        // Immediate: the write lock first, so that no guard is checked against a state that another process then changes.
        using var transaction = _writing.BeginTransaction(deferred: false);
        for (var i = 0; i < batch.Count; i++)
        {
            var change = batch[i];
            if (change.Chain is { IsBroken: true }) continue;
            written[i] = _statements.Write(change, transaction);
            if (!written[i]) change.Chain?.Break();
        }

        transaction.Commit();
        return written;
    }

    private void Answer(Lookup lookup, SqliteConnection connection)
    {
        switch (lookup)
        {
            case GrainStateLookup state: state.Answer(ReadState(state, connection)); break;
            case JournalLookup journal: journal.Answer(JournalRecord.ReadAfter(connection, journal.User, journal.AfterSeq)); break;
            default: throw new InvariantException($"No such lookup: {lookup}.");
        }
    }

    private GrainStateRow? ReadState(GrainStateLookup lookup, SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = SelectState;
        command.Parameters.AddWithValue("@service", serviceId);
        command.Parameters.AddWithValue("@type", lookup.GrainType);
        command.Parameters.AddWithValue("@key", lookup.GrainKey);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new GrainStateRow(reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetInt64(1)) : null;
    }

    private void CloseWriting()
    {
        _statements?.Dispose();
        _statements = null;
        _writing?.Dispose();
        _writing = null;
    }
}
