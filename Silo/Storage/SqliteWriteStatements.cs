using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>The prepared statements of one write connection. Each says by its row count whether its guard held.</summary>
internal sealed class SqliteWriteStatements(SqliteConnection connection, string serviceId) : IDisposable
{
    private const string InsertState = """
        insert into grain_state (service_id, grain_type, grain_key, state, version)
        values (@service, @type, @key, @state, 1)
        on conflict do nothing
        """;

    private const string UpdateState = """
        update grain_state
        set state = @state, version = version + 1, modified_on = strftime('%Y-%m-%dT%H:%M:%f0000Z', 'now')
        where service_id = @service and grain_type = @type and grain_key = @key and version = @version
        """;

    private const string InsertJournal = """
        insert into user_journal (user_id, seq, kind, at, amount, balance, reference, idem_key, fingerprint, body)
        values (@user, @seq, @kind, @at, @amount, @balance, @reference, @key, @fingerprint, @body)
        on conflict do nothing
        """;

    private const string UpsertFate = """
        insert into reservation_fate (reservation_id, user_id, performance_id, status, until, seat_ids, amount, updated_at)
        values (@reservation, @user, @performance, @status, @until, @seats, @amount, @at)
        on conflict (reservation_id) do update set status = excluded.status, updated_at = excluded.updated_at
        """;

    private const string InsertPlace = """
        insert into queue_place (concert_id, place, user_id, joined_at) values (@concert, @place, @user, @at)
        on conflict do nothing
        """;

    private const string DepartPlace = """
        update queue_place set departed_at = coalesce(departed_at, @at) where concert_id = @concert and place = @place
        """;

    private readonly Dictionary<string, SqliteCommand> _commands = [];

    /// <returns>Whether the row's guard held.</returns>
    public bool Write(Change change, SqliteTransaction transaction) => change switch
    {
        GrainStateWrite write => Write(write, transaction),
        JournalAppend append => Write(append, transaction),
        PlaceAppend append => Run(
            InsertPlace, transaction, ("@concert", append.Concert.Value), ("@place", append.Row.Place),
            ("@user", append.Row.UserId.Value), ("@at", SqliteTime.Write(append.Row.JoinedAt))),
        PlaceDeparture departure => Run(
            DepartPlace, transaction, ("@concert", departure.Concert.Value), ("@place", departure.Place),
            ("@at", SqliteTime.Write(departure.At))),
        _ => throw new InvariantException($"No such change: {change}."),
    };

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
    }

    private bool Write(GrainStateWrite write, SqliteTransaction transaction) => write.ExpectedVersion is { } version
        ? Run(
            UpdateState, transaction, ("@service", serviceId), ("@type", write.GrainType), ("@key", write.GrainKey),
            ("@state", write.State), ("@version", version))
        : Run(
            InsertState, transaction, ("@service", serviceId), ("@type", write.GrainType), ("@key", write.GrainKey),
            ("@state", write.State));

    private bool Write(JournalAppend append, SqliteTransaction transaction)
    {
        var row = append.Row;
        var isWritten = Run(
            InsertJournal, transaction, ("@user", row.UserId.Value), ("@seq", row.Seq), ("@kind", row.Kind),
            ("@at", SqliteTime.Write(row.At)), ("@amount", row.Amount.Amount), ("@balance", row.Balance.Amount),
            ("@reference", row.Reference), ("@key", row.Key?.Key), ("@fingerprint", row.Key?.Fingerprint), ("@body", row.Body));
        if (!isWritten || row.Fate is not { } fate) return isWritten;

        return Run(
            UpsertFate, transaction, ("@reservation", fate.ReservationId.Value), ("@user", row.UserId.Value),
            ("@performance", fate.PerformanceId.Value), ("@status", fate.Status.ToString()),
            ("@until", SqliteTime.Write(fate.Until)),
            ("@seats", JsonSerializer.Serialize(fate.SeatIds.Select(seat => seat.Value).ToArray(), GrainStateJson.Default.StringArray)),
            ("@amount", fate.Amount.Amount), ("@at", SqliteTime.Write(row.At)));
    }

    private bool Run(string sql, SqliteTransaction transaction, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _commands.Add(sql, command);
        }

        command.Transaction = transaction;
        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command.ExecuteNonQuery() == 1;
    }
}
