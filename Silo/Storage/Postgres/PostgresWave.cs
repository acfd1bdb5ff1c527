using System.Text;
using System.Text.Json;
using Npgsql;

namespace Concert.Storage;

/// <summary>
/// One statement for each kind of change. Rows go in the order of their keys, in every silo alike, so that two that write the
/// same rows at once wait for each other and never in a circle.
/// </summary>
internal sealed class PostgresWave(ChangeResult[] results)
{
    // A first write finds no row, a later one exactly the version before: whatever else is there, nothing is written.
    private const string WriteStates = """
        insert into grain_state as g(service_id, grain_type, grain_key, state, version)
        select $1, w.grain_type, w.grain_key, w.state::jsonb, w.expected + 1
        from unnest($2::text[], $3::text[], $4::text[], $5::integer[]) as w(grain_type, grain_key, state, expected)
        where w.expected = 0 or exists (
            select 1 from grain_state as there
            where there.service_id = $1 and there.grain_type = w.grain_type and there.grain_key = w.grain_key)
        on conflict(service_id, grain_type, grain_key) do update
        set state = excluded.state, version = excluded.version, modified_on = now()
        where g.version = excluded.version - 1
        returning grain_type, grain_key, version
        """;

    // The first of a user's rows in the batch must follow one that is there: a journal with a gap would hide that something
    // was lost. Those after it follow it.
    private const string InsertJournalRows = """
        insert into user_journal(
            user_id, seq, kind, at, amount, balance, reference, idem_key, fingerprint, body)
        select w.user_id, w.seq, w.kind, w.at, w.amount, w.balance, w.reference, w.idem_key, w.fingerprint, w.body::json
        from unnest(
            $1::text[], $2::bigint[], $3::text[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::boolean[])
            as w(user_id, seq, kind, at, amount, balance, reference, idem_key, fingerprint, body, is_first)
        where not w.is_first or w.seq = 1 or exists (
            select 1 from user_journal as there where there.user_id = w.user_id and there.seq = w.seq - 1)
        on conflict do nothing
        returning user_id, seq
        """;

    // Where a journal row is refused its fate must not stand: the transaction is rolled back then (PostgresWrites).
    private const string UpsertFates = """
        insert into reservation_fate(
            reservation_id, user_id, performance_id, status, until, seat_ids, amount, updated_at)
        select w.reservation_id, w.user_id, w.performance_id, w.status, w.until, w.seat_ids::jsonb, w.amount, w.updated_at
        from unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bigint[], $8::timestamptz[])
            as w(reservation_id, user_id, performance_id, status, until, seat_ids, amount, updated_at)
        on conflict(reservation_id) do update
        set status = excluded.status, until = excluded.until, seat_ids = excluded.seat_ids, amount = excluded.amount,
            updated_at = excluded.updated_at
        """;

    private const string InsertPlaces = """
        insert into queue_place(concert_id, place, user_id, joined_at, departed_at)
        select w.concert_id, w.place, w.user_id, w.joined_at, w.departed_at
        from unnest($1::text[], $2::bigint[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::boolean[])
            as w(concert_id, place, user_id, joined_at, departed_at, is_first)
        where not w.is_first or w.place = 1 or exists (
            select 1 from queue_place as there where there.concert_id = w.concert_id and there.place = w.place - 1)
        on conflict do nothing
        returning concert_id, place
        """;

    private const string DepartPlaces = """
        update queue_place as p set departed_at = w.departed_at
        from unnest($1::text[], $2::bigint[], $3::timestamptz[]) as w(concert_id, place, departed_at)
        where p.concert_id = w.concert_id and p.place = w.place and p.departed_at is null
        """;

    private readonly Dictionary<(string Type, string Key), (int Index, StateWrite Change)> _states = [];
    private readonly Dictionary<(string User, long Seq), (int Index, JournalAppend Change)> _rows = [];
    private readonly Dictionary<(string Concert, long Place), (int Index, PlaceAppend Change)> _places = [];
    private readonly Dictionary<(string Concert, long Place), (int Index, PlaceDeparture Change)> _departures = [];

    /// <summary>Takes a change, unless its key is in this wave already.</summary>
    public bool TryAdd(int index, Change change)
    {
        results[index] = ChangeResult.Refused;
        return change switch
        {
            StateWrite write => _states.TryAdd((write.GrainType, write.GrainKey), (index, write)),
            JournalAppend append => _rows.TryAdd((append.Row.UserId.Value, append.Row.Seq), (index, append)),
            PlaceAppend append => _places.TryAdd((append.Concert.Value, append.Row.Place), (index, append)),
            PlaceDeparture departure => _departures.TryAdd((departure.Concert.Value, departure.Place), (index, departure)),
            _ => throw new InvariantException($"No such change: {change.GetType().Name}."),
        };
    }

    public void AddTo(NpgsqlBatch commands, string serviceId)
    {
        if (_states.Count > 0) commands.BatchCommands.Add(StatesCommand(serviceId));
        if (_rows.Count > 0) commands.BatchCommands.Add(RowsCommand());
        if (FatesCommand() is { } fates) commands.BatchCommands.Add(fates);
        if (_places.Count > 0) commands.BatchCommands.Add(PlacesCommand());
        if (_departures.Count > 0) commands.BatchCommands.Add(DeparturesCommand());
    }

    /// <summary>Reads which rows were written; the others stay refused.</summary>
    public async Task TakeResultsAsync(NpgsqlDataReader record)
    {
        if (_states.Count > 0)
        {
            while (await record.ReadAsync())
                results[_states[(record.GetString(0), record.GetString(1))].Index] = ChangeResult.Written(record.GetInt32(2));
            await record.NextResultAsync();
        }

        if (_rows.Count > 0)
        {
            while (await record.ReadAsync())
                results[_rows[(record.GetString(0), record.GetInt64(1))].Index] = ChangeResult.Written();
            await record.NextResultAsync();
        }

        if (_places.Count > 0)
        {
            while (await record.ReadAsync())
                results[_places[(record.GetString(0), record.GetInt64(1))].Index] = ChangeResult.Written();
            await record.NextResultAsync();
        }

        foreach (var (index, _) in _departures.Values) results[index] = ChangeResult.Written();
    }

    private NpgsqlBatchCommand StatesCommand(string serviceId)
    {
        var writes = Sorted(_states, CompareText).ConvertAll(entry => entry.Change);
        return Command(
            WriteStates,
            serviceId,
            Column(writes, write => write.GrainType),
            Column(writes, write => write.GrainKey),
            Column(writes, write => write.Json is { } json ? Encoding.UTF8.GetString(json) : null),
            Column(writes, write => checked((int)(write.ExpectedVersion ?? 0))));
    }

    private NpgsqlBatchCommand RowsCommand()
    {
        var rows = Sorted(_rows, CompareNumbered).ConvertAll(entry => entry.Change.Row);
        return Command(
            InsertJournalRows,
            Column(rows, row => row.UserId.Value),
            Column(rows, row => row.Seq),
            Column(rows, row => row.Kind),
            Column(rows, row => row.At.UtcDateTime),
            Column(rows, row => row.Amount.Amount),
            Column(rows, row => row.Balance.Amount),
            Column(rows, row => row.Reference),
            Column(rows, row => row.Key?.Key),
            Column(rows, row => row.Key?.Fingerprint),
            Column(rows, row => row.Body),
            Column(rows, row => !_rows.ContainsKey((row.UserId.Value, row.Seq - 1))));
    }

    // A statement can write a row but once: of several fates of one reservation the last is the one that stays.
    private NpgsqlBatchCommand? FatesCommand()
    {
        var rows = _rows.Values.Select(entry => entry.Change.Row).Where(row => row.Fate is not null)
            .GroupBy(row => row.Fate!.ReservationId.Value)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.MaxBy(row => row.Seq)!)
            .ToList();
        if (rows.Count == 0) return null;
        return Command(
            UpsertFates,
            Column(rows, row => row.Fate!.ReservationId.Value),
            Column(rows, row => row.UserId.Value),
            Column(rows, row => row.Fate!.PerformanceId.Value),
            Column(rows, row => row.Fate!.Status.ToString()),
            Column(rows, row => row.Fate!.Until.UtcDateTime),
            Column(rows, row => JsonSerializer.Serialize(row.Fate!.SeatIds.Select(seat => seat.Value))),
            Column(rows, row => row.Fate!.Amount.Amount),
            Column(rows, row => row.At.UtcDateTime));
    }

    private NpgsqlBatchCommand PlacesCommand()
    {
        var places = Sorted(_places, CompareNumbered).ConvertAll(entry => entry.Change);
        return Command(
            InsertPlaces,
            Column(places, place => place.Concert.Value),
            Column(places, place => place.Row.Place),
            Column(places, place => place.Row.UserId.Value),
            Column(places, place => place.Row.JoinedAt.UtcDateTime),
            Column(places, place => place.Row.DepartedAt?.UtcDateTime),
            Column(places, place => !_places.ContainsKey((place.Concert.Value, place.Row.Place - 1))));
    }

    private NpgsqlBatchCommand DeparturesCommand()
    {
        var departures = Sorted(_departures, CompareNumbered).ConvertAll(entry => entry.Change);
        return Command(
            DepartPlaces,
            Column(departures, departure => departure.Concert.Value),
            Column(departures, departure => departure.Place),
            Column(departures, departure => departure.At.UtcDateTime));
    }

    private static List<TValue> Sorted<TKey, TValue>(Dictionary<TKey, TValue> entries, Comparison<TKey> compare)
        where TKey : notnull
    {
        var sorted = entries.ToList();
        sorted.Sort((a, b) => compare(a.Key, b.Key));
        return sorted.ConvertAll(entry => entry.Value);
    }

    private static int CompareText((string, string) a, (string, string) b) =>
        string.CompareOrdinal(a.Item1, b.Item1) is not 0 and var first ? first : string.CompareOrdinal(a.Item2, b.Item2);

    private static int CompareNumbered((string, long) a, (string, long) b) =>
        string.CompareOrdinal(a.Item1, b.Item1) is not 0 and var first ? first : a.Item2.CompareTo(b.Item2);

    private static TValue[] Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++) column[i] = value(rows[i]);
        return column;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
