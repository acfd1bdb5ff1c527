using System.Text.Json;
using Concert.Wallets;
using Npgsql;
using NpgsqlTypes;

namespace Concert.Storage;

/// <summary>
/// A set of changes as statements over columns. Where nothing is expected to be in the way they answer whether that was so;
/// in a contested set, with the rows that their guards let in.
/// </summary>
internal sealed class PostgresStatements
{
    private readonly string _serviceId;
    private readonly bool _isContested;
    private NpgsqlBatchCommand? _updateStates;
    private readonly List<Row<StateWrite>> _firstStates = [];
    private readonly List<Row<StateWrite>> _states = [];
    private readonly List<Row<JournalAppend>> _journal = [];
    private readonly List<Row<JournalAppend>> _followers = [];
    private readonly List<Row<PlaceAppend>> _places = [];
    private readonly List<PlaceDeparture> _departuresBefore = [];
    private readonly List<PlaceDeparture> _departuresAfter = [];

    public PostgresStatements(string serviceId, PendingSet set)
    {
        _serviceId = serviceId;
        _isContested = set.IsContested;
        foreach (var entity in set.Entities) Add(entity);
    }

    /// <summary>By their index, known after reading.</summary>
    public HashSet<int> Refused { get; } = [];

    /// <summary>Known after reading: something is in the way, and only a contested run tells of which rows.</summary>
    public bool IsObstructed { get; private set; }

    public void AddTo(NpgsqlBatch batch)
    {
        if (_firstStates.Count > 0) WithStates(batch.Add(TextOf(PostgresWriteSql.InsertStates)), _firstStates);
        if (_states.Count > 0)
        {
            _updateStates = WithStates(batch.Add(TextOf(PostgresWriteSql.UpdateStates)), _states)
                .WithMany(NpgsqlDbType.Bigint, _states, row => row.Change.ExpectedVersion!.Value);
        }

        if (_departuresBefore.Count > 0) AddDepartures(batch, _departuresBefore);
        if (_journal.Count > 0)
        {
            AddJournal(batch);
            AddFates(batch);
        }

        if (_places.Count > 0) AddPlaces(batch);
        if (_departuresAfter.Count > 0) AddDepartures(batch, _departuresAfter);
    }

    /// <summary>Reads the answers, in the order of the statements.</summary>
    public async Task ReadAsync(NpgsqlDataReader record)
    {
        if (_isContested) await ReadContestedAsync(record);
        else if (_followers.Count > 0) await ReadFollowersAsync(record);
        await ReadAsync(
            record,
            _places,
            static (row, record) => record.GetInt64(1) == row.Row.Place && record.GetString(0) == row.Concert.Value);
        // To the end: only then is every statement known to have gone well, and how many rows it took.
        while (await record.NextResultAsync())
        {
        }

        if (!_isContested && _updateStates is { } update && update.RecordsAffected != _states.Count) IsObstructed = true;
    }

    private async Task ReadContestedAsync(NpgsqlDataReader record)
    {
        await ReadAsync(record, _firstStates, IsAnswered);
        await ReadAsync(record, _states, IsAnswered);
        await ReadAsync(
            record,
            _journal,
            static (row, record) => record.GetInt64(1) == row.Row.Seq && record.GetString(0) == row.Row.UserId.Value);
    }

    private async Task ReadFollowersAsync(NpgsqlDataReader record)
    {
        await record.NextResultAsync();
        await record.ReadAsync();
        IsObstructed = record.GetInt64(0) != _followers.Count;
    }

    private static bool IsAnswered(StateWrite row, NpgsqlDataReader record) =>
        record.GetString(1) == row.GrainKey && record.GetString(0) == row.GrainType;

    // Rows come back in the order in which they were sent; those that are not among them were refused.
    private async Task ReadAsync<T>(NpgsqlDataReader record, List<Row<T>> rows, Func<T, NpgsqlDataReader, bool> isAnswered)
    {
        if (rows.Count == 0) return;
        await record.NextResultAsync();
        var hasAnswer = await record.ReadAsync();
        foreach (var row in rows)
        {
            if (hasAnswer && isAnswered(row.Change, record)) hasAnswer = await record.ReadAsync();
            else Refused.Add(row.Index);
        }

        Invariant.Holds(!hasAnswer);
    }

    private void Add(List<PendingChange> entity)
    {
        if (entity[0].Kind == EntityKind.Queue)
        {
            AddQueue(entity);
            return;
        }

        foreach (var row in entity)
        {
            if (row.Change is StateWrite write)
                (write.ExpectedVersion is null ? _firstStates : _states).Add(new(row.Index, write, null));
            if (row.Change is not JournalAppend append) continue;
            var appended = new Row<JournalAppend>(row.Index, append, Before(row == entity[0], append.Row.Seq));
            _journal.Add(appended);
            if (appended.Before is not null) _followers.Add(appended);
        }
    }

    // A place departs before or after the new places are there, as it does in the batch; and the first time stays.
    private void AddQueue(List<PendingChange> entity)
    {
        var before = new SortedDictionary<long, PlaceDeparture>();
        var after = new SortedDictionary<long, PlaceDeparture>();
        var added = new HashSet<long>();
        foreach (var row in entity)
        {
            if (row.Change is PlaceAppend append)
            {
                _places.Add(new(row.Index, append, Before(added.Count == 0, append.Row.Place)));
                added.Add(append.Row.Place);
            }

            if (row.Change is PlaceDeparture departure)
                (added.Contains(departure.Place) ? after : before).TryAdd(departure.Place, departure);
        }

        _departuresBefore.AddRange(before.Values);
        _departuresAfter.AddRange(after.Values);
    }

    // The first row of a set must find the one before it in the table; the others follow one of the set.
    private static long? Before(bool isFirst, long number) => isFirst && number > 1 ? number - 1 : null;

    private string TextOf(PostgresText sql) => _isContested ? sql.Around : sql.Plain;

    private NpgsqlBatchCommand WithStates(NpgsqlBatchCommand command, List<Row<StateWrite>> rows) => command
        .With(NpgsqlDbType.Text, _serviceId)
        .WithMany(NpgsqlDbType.Text, rows, row => row.Change.GrainType)
        .WithMany(NpgsqlDbType.Text, rows, row => row.Change.GrainKey)
        .WithMany(NpgsqlDbType.Jsonb, rows, row => row.Change.Json);

    private void AddJournal(NpgsqlBatch batch)
    {
        if (_followers.Count > 0 && !_isContested)
        {
            batch.Add(PostgresWriteSql.CountJournalRows)
                .WithMany(NpgsqlDbType.Text, _followers, row => row.Change.Row.UserId.Value)
                .WithMany(NpgsqlDbType.Bigint, _followers, row => row.Before!.Value);
        }

        var command = batch.Add(TextOf(PostgresWriteSql.InsertJournalRows))
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Row.UserId.Value)
            .WithMany(NpgsqlDbType.Bigint, _journal, row => row.Change.Row.Seq)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Row.Kind)
            .WithMany(NpgsqlDbType.TimestampTz, _journal, row => row.Change.Row.At.UtcDateTime)
            .WithMany(NpgsqlDbType.Bigint, _journal, row => row.Change.Row.Amount.Amount)
            .WithMany(NpgsqlDbType.Bigint, _journal, row => row.Change.Row.Balance.Amount)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Row.Reference)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Row.Key?.Key)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Row.Key?.Fingerprint)
            .WithMany(NpgsqlDbType.Json, _journal, row => row.Change.Row.Body);
        if (_isContested) command.WithMany(NpgsqlDbType.Bigint, _journal, row => row.Before);
    }

    // A reservation's last fate in the set is the one that counts.
    private void AddFates(NpgsqlBatch batch)
    {
        var last = new SortedDictionary<string, JournalRow>(StringComparer.Ordinal);
        foreach (var (_, append, _) in _journal)
        {
            if (append.Row.Fate is { } fate) last[fate.ReservationId.Value] = append.Row;
        }

        if (last.Count == 0) return;
        List<JournalRow> rows = [.. last.Values];
        var command = batch.Add(TextOf(PostgresWriteSql.UpsertFates))
            .WithMany(NpgsqlDbType.Text, rows, row => row.Fate!.ReservationId.Value)
            .WithMany(NpgsqlDbType.Text, rows, row => row.Fate!.PerformanceId.Value)
            .WithMany(NpgsqlDbType.Text, rows, row => row.Fate!.Status.ToString())
            .WithMany(NpgsqlDbType.TimestampTz, rows, row => row.Fate!.Until.UtcDateTime)
            .WithMany(NpgsqlDbType.Jsonb, rows, row => JsonSerializer.Serialize(row.Fate!.SeatIds.Select(seat => seat.Value)))
            .WithMany(NpgsqlDbType.Bigint, rows, row => row.Fate!.Amount.Amount)
            .WithMany(NpgsqlDbType.TimestampTz, rows, row => row.At.UtcDateTime)
            .WithMany(NpgsqlDbType.Text, rows, row => row.UserId.Value);
        if (_isContested) command.WithMany(NpgsqlDbType.Bigint, rows, row => row.Seq);
    }

    private void AddPlaces(NpgsqlBatch batch) => batch.Add(TextOf(PostgresWriteSql.InsertPlaces))
        .WithMany(NpgsqlDbType.Text, _places, row => row.Change.Concert.Value)
        .WithMany(NpgsqlDbType.Bigint, _places, row => row.Change.Row.Place)
        .WithMany(NpgsqlDbType.Bigint, _places, row => row.Before)
        .WithMany(NpgsqlDbType.Text, _places, row => row.Change.Row.UserId.Value)
        .WithMany(NpgsqlDbType.TimestampTz, _places, row => row.Change.Row.JoinedAt.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, _places, row => row.Change.Row.DepartedAt?.UtcDateTime);

    private static void AddDepartures(NpgsqlBatch batch, List<PlaceDeparture> rows) => batch.Add(PostgresWriteSql.DepartPlaces)
        .WithMany(NpgsqlDbType.Text, rows, row => row.Concert.Value)
        .WithMany(NpgsqlDbType.Bigint, rows, row => row.Place)
        .WithMany(NpgsqlDbType.TimestampTz, rows, row => row.At.UtcDateTime);

    /// <param name="Before">The number that must be in the table already; none: it is the first of all, or follows one of the set.</param>
    private readonly record struct Row<T>(int Index, T Change, long? Before);
}
