using System.Text.Json;
using Concert.Users;
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
    private readonly List<(NpgsqlBatchCommand Command, int RowCount)> _counted = [];
    private readonly List<Row<StateWrite>> _firstStates = [];
    private readonly List<Row<StateWrite>> _states = [];
    private readonly List<Row<JournalAppend>> _journal = [];
    private readonly List<Row<JournalAppend>> _followers = [];
    private readonly List<QueuedPlace> _newPlaces = [];
    private readonly List<QueuedPlace> _movedPlaces = [];

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
            var update = WithStates(batch.Add(TextOf(PostgresWriteSql.UpdateStates)), _states)
                .WithMany(NpgsqlDbType.Bigint, _states, row => row.Change.ExpectedVersion!.Value);
            _counted.Add((update, _states.Count));
        }

        if (_journal.Count > 0)
        {
            AddJournal(batch);
            AddReservations(batch);
        }

        if (_newPlaces.Count > 0) AddNewPlaces(batch);
        if (_movedPlaces.Count > 0) AddMovedPlaces(batch);
    }

    /// <summary>Reads the answers, in the order of the statements.</summary>
    public async Task ReadAsync(NpgsqlDataReader record)
    {
        if (_isContested) await ReadContestedAsync(record);
        else if (_followers.Count > 0) await ReadFollowersAsync(record);
        // To the end: only then is every statement known to have gone well, and how many rows it took.
        while (await record.NextResultAsync())
        {
        }

        if (!_isContested && _counted.Exists(counted => counted.Command.RecordsAffected != counted.RowCount)) IsObstructed = true;
    }

    private async Task ReadContestedAsync(NpgsqlDataReader record)
    {
        await ReadAsync(record, _firstStates, IsAnswered, Refuse);
        await ReadAsync(record, _states, IsAnswered, Refuse);
        await ReadAsync(
            record,
            _journal,
            static (row, record) => IsKey(record, row.Change.Row.UserId.Value, row.Change.Row.Seq),
            Refuse);
        await ReadAsync(record, _newPlaces, IsAnswered, Refuse);
        await ReadAsync(record, _movedPlaces, IsAnswered, Refuse);
    }

    private async Task ReadFollowersAsync(NpgsqlDataReader record)
    {
        await record.NextResultAsync();
        await record.ReadAsync();
        IsObstructed = record.GetInt64(0) != _followers.Count;
    }

    private static bool IsAnswered(Row<StateWrite> row, NpgsqlDataReader record) =>
        record.GetString(1) == row.Change.GrainKey && record.GetString(0) == row.Change.GrainType;

    private static bool IsAnswered(QueuedPlace place, NpgsqlDataReader record) =>
        IsKey(record, place.Concert.Value, place.Move.Row.Place);

    private static bool IsKey(NpgsqlDataReader record, string entity, long number) =>
        record.GetInt64(1) == number && record.GetString(0) == entity;

    private void Refuse<T>(Row<T> row) => Refused.Add(row.Index);

    private void Refuse(QueuedPlace place) => Refused.UnionWith(place.Move.Indexes);

    // Rows come back in the order in which they were sent; those that are not among them were refused.
    private static async Task ReadAsync<T>(
        NpgsqlDataReader record, List<T> rows, Func<T, NpgsqlDataReader, bool> isAnswered, Action<T> refuse)
    {
        if (rows.Count == 0) return;
        await record.NextResultAsync();
        var hasAnswer = await record.ReadAsync();
        foreach (var row in rows)
        {
            if (hasAnswer && isAnswered(row, record)) hasAnswer = await record.ReadAsync();
            else refuse(row);
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

    private void AddQueue(List<PendingChange> entity)
    {
        var moves = new PlaceMoves(entity);
        var isFirst = true;
        foreach (var move in moves.New)
        {
            _newPlaces.Add(new(moves.Concert, move, Before(isFirst, move.Row.Place)));
            isFirst = false;
        }

        _movedPlaces.AddRange(moves.Moved.Select(move => new QueuedPlace(moves.Concert, move, null)));
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
    private void AddReservations(NpgsqlBatch batch)
    {
        var last = new SortedDictionary<string, JournalRow>(StringComparer.Ordinal);
        foreach (var (_, append, _) in _journal)
        {
            if (append.Row.Reservation is { } fate) last[fate.ReservationId.Value] = append.Row;
        }

        if (last.Count == 0) return;
        List<JournalRow> rows = [.. last.Values];
        var command = batch.Add(TextOf(PostgresWriteSql.UpsertReservations))
            .WithMany(NpgsqlDbType.Text, rows, row => row.Reservation!.ReservationId.Value)
            .WithMany(NpgsqlDbType.Text, rows, row => row.Reservation!.PerformanceId.Value)
            .WithMany(NpgsqlDbType.Text, rows, row => row.Reservation!.Status.ToString())
            .WithMany(NpgsqlDbType.TimestampTz, rows, row => row.Reservation!.Until.UtcDateTime)
            .WithMany(NpgsqlDbType.Jsonb, rows, row => JsonSerializer.Serialize(row.Reservation!.SeatIds.Select(seat => seat.Value)))
            .WithMany(NpgsqlDbType.Bigint, rows, row => row.Reservation!.Amount.Amount)
            .WithMany(NpgsqlDbType.TimestampTz, rows, row => row.At.UtcDateTime)
            .WithMany(NpgsqlDbType.Text, rows, row => row.UserId.Value);
        if (_isContested) command.WithMany(NpgsqlDbType.Bigint, rows, row => row.Seq);
    }

    private void AddNewPlaces(NpgsqlBatch batch)
    {
        var insert = WithPlaces(batch.Add(TextOf(PostgresWriteSql.InsertPlaces)), _newPlaces)
            .WithMany(NpgsqlDbType.Bigint, _newPlaces, place => place.Before)
            .WithMany(NpgsqlDbType.Text, _newPlaces, place => place.Move.Row.UserId.Value)
            .WithMany(NpgsqlDbType.TimestampTz, _newPlaces, place => place.Move.Row.JoinedAt.UtcDateTime);
        _counted.Add((insert, _newPlaces.Count));
    }

    private void AddMovedPlaces(NpgsqlBatch batch)
    {
        var update = WithPlaces(batch.Add(TextOf(PostgresWriteSql.MovePlaces)), _movedPlaces)
            .WithMany(NpgsqlDbType.Text, _movedPlaces, place => place.Move.From!.Value.ToString());
        _counted.Add((update, _movedPlaces.Count));
    }

    private static NpgsqlBatchCommand WithPlaces(NpgsqlBatchCommand command, List<QueuedPlace> places) => command
        .WithMany(NpgsqlDbType.Text, places, place => place.Concert.Value)
        .WithMany(NpgsqlDbType.Bigint, places, place => place.Move.Row.Place)
        .WithMany(NpgsqlDbType.Text, places, place => place.Move.Row.Status.ToString())
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.DepartedAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.AdmittedAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.ActiveUntil?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.EndedAt?.UtcDateTime);

    /// <param name="Before">The number that must be in the table already; none: it is the first of all, or follows one of the set.</param>
    private readonly record struct Row<T>(int Index, T Change, long? Before);

    private readonly record struct QueuedPlace(ConcertId Concert, PlaceMove Move, long? Before);
}
