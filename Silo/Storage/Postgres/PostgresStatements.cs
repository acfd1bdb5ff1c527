using System.Text.Json;
using Concert.Users;
using Npgsql;
using NpgsqlTypes;

namespace Concert.Storage;

/// <summary>
/// The statements of a set of changes. Fast path: INSERT and UPDATE that fail unless they write every row. If one fails, the set is run
/// again with conflict-safe statements, which return each row that they have written.
/// </summary>
internal sealed class PostgresStatements
{
    private readonly string _serviceId;
    private readonly bool _isConflictSafe;
    private readonly List<Row<StateWrite>> _firstStates = [];
    private readonly List<Row<StateWrite>> _states = [];
    private readonly List<Row<JournalRow>> _journal = [];
    private readonly List<Row<JournalRow>> _followers = [];
    private readonly List<QueuedPlace> _newPlaces = [];
    private readonly List<QueuedPlace> _movedPlaces = [];
    private bool _hasReadResult;

    public PostgresStatements(string serviceId, PendingSet set)
    {
        _serviceId = serviceId;
        _isConflictSafe = set.HasConflict;
        foreach (var entity in set.Entities) Add(entity);
    }

    /// <summary>The indexes of refused changes; known after reading, and only from conflict-safe statements.</summary>
    public HashSet<int> Refused { get; } = [];

    public void AddTo(NpgsqlBatch batch)
    {
        if (_firstStates.Count > 0) WithStates(batch.Add(TextOf(PostgresWriteSql.InsertStates)), _firstStates);
        if (_states.Count > 0)
        {
            WithStates(batch.Add(TextOf(PostgresWriteSql.UpdateStates)), _states)
                .WithMany(NpgsqlDbType.Bigint, _states, row => row.Change.ExpectedVersion!.Value);
        }

        if (_journal.Count > 0)
        {
            AddJournal(batch);
            AddReservations(batch);
        }

        if (_newPlaces.Count > 0) AddNewPlaces(batch);
        if (_movedPlaces.Count > 0) AddMovedPlaces(batch);
    }

    /// <summary>Reads the results, in the order of the statements.</summary>
    public void Read(NpgsqlDataReader record)
    {
        if (_isConflictSafe) ReadConflictSafe(record);
        // To the end: only then has every statement reported its error, and so has the commit of a batch that is a transaction by itself.
        while (record.NextResult())
        {
        }
    }

    private void ReadConflictSafe(NpgsqlDataReader record)
    {
        Read(record, _firstStates, IsReported, Refuse);
        Read(record, _states, IsReported, Refuse);
        Read(
            record,
            _journal,
            static (row, record) => IsKey(record, row.Change.UserId.Value, row.Change.Seq),
            Refuse);
        Read(record, _newPlaces, IsReported, Refuse);
        Read(record, _movedPlaces, IsReported, Refuse);
    }

    private static bool IsReported(Row<StateWrite> row, NpgsqlDataReader record) =>
        record.GetString(1) == row.Change.GrainKey && record.GetString(0) == row.Change.GrainType;

    private static bool IsReported(QueuedPlace place, NpgsqlDataReader record) =>
        IsKey(record, place.Concert.Value, place.Move.Row.Place);

    private static bool IsKey(NpgsqlDataReader record, string entity, long number) =>
        record.GetInt64(1) == number && record.GetString(0) == entity;

    private void Refuse<T>(Row<T> row) => Refused.Add(row.Index);

    private void Refuse(QueuedPlace place) => Refused.UnionWith(place.Move.Indexes);

    // The statement returns rows in the order in which they were sent; a row that it does not return was refused.
    private void Read<T>(NpgsqlDataReader record, List<T> rows, Func<T, NpgsqlDataReader, bool> isReported, Action<T> refuse)
    {
        if (rows.Count == 0) return;
        if (_hasReadResult) record.NextResult();
        _hasReadResult = true;
        var hasRow = record.Read();
        foreach (var row in rows)
        {
            if (hasRow && isReported(row, record)) hasRow = record.Read();
            else refuse(row);
        }

        Invariant.Holds(!hasRow);
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
            for (var i = 0; i < append.Rows.Length; i++)
                AddRow(new(row.Index, append.Rows[i], Before(row == entity[0] && i == 0, append.Rows[i].Seq)));
        }
    }

    private void AddRow(Row<JournalRow> appended)
    {
        _journal.Add(appended);
        if (appended.Before is not null) _followers.Add(appended);
    }

    private void AddQueue(List<PendingChange> entity)
    {
        var moves = new PlaceMoves(entity);
        var isFirst = true;
        foreach (var move in moves.New)
        {
            // The first place of a queue must find no other.
            _newPlaces.Add(new(moves.Concert, move, isFirst ? move.Row.Place - 1 : null));
            isFirst = false;
        }

        _movedPlaces.AddRange(moves.Moved.Select(move => new QueuedPlace(moves.Concert, move, null)));
    }

    // The row before the first row of a set must exist in the table; the row before any other is in the set.
    private static long? Before(bool isFirst, long number) => isFirst && number > 1 ? number - 1 : null;

    private string TextOf(PostgresText sql) => _isConflictSafe ? sql.ConflictSafe : sql.FastPath;

    private NpgsqlBatchCommand WithStates(NpgsqlBatchCommand command, List<Row<StateWrite>> rows) => command
        .With(NpgsqlDbType.Text, _serviceId)
        .WithMany(NpgsqlDbType.Text, rows, row => row.Change.GrainType)
        .WithMany(NpgsqlDbType.Text, rows, row => row.Change.GrainKey)
        .WithMany(NpgsqlDbType.Jsonb, rows, row => row.Change.Json);

    private void AddJournal(NpgsqlBatch batch)
    {
        if (_followers.Count > 0 && !_isConflictSafe)
        {
            batch.Add(PostgresWriteSql.RequireJournalRows)
                .WithMany(NpgsqlDbType.Text, _followers, row => row.Change.UserId.Value)
                .WithMany(NpgsqlDbType.Bigint, _followers, row => row.Before!.Value);
        }

        var command = batch.Add(TextOf(PostgresWriteSql.InsertJournalRows))
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.UserId.Value)
            .WithMany(NpgsqlDbType.Bigint, _journal, row => row.Change.Seq)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Kind)
            .WithMany(NpgsqlDbType.TimestampTz, _journal, row => row.Change.At.UtcDateTime)
            .WithMany(NpgsqlDbType.Bigint, _journal, row => row.Change.Amount.Amount)
            .WithMany(NpgsqlDbType.Bigint, _journal, row => row.Change.Balance.Amount)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Reference)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Key?.Key)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Key?.Fingerprint)
            .WithMany(NpgsqlDbType.Json, _journal, row => row.Change.Body);
        if (!_isConflictSafe) return;
        command
            .WithMany(NpgsqlDbType.Bigint, _journal, row => row.Before)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Reservation is { IsNew: true } ? row.Change.Reference : null)
            .WithMany(NpgsqlDbType.Text, _journal, row => row.Change.Reservation is { IsNew: true } made ? made.Number : null);
    }

    // If a set has several rows of one reservation, the last one has its status.
    private void AddReservations(NpgsqlBatch batch)
    {
        var last = new SortedDictionary<string, (bool IsNew, JournalRow Row)>(StringComparer.Ordinal);
        foreach (var (_, row, _) in _journal)
        {
            if (row.Reservation is not { } reservation) continue;
            var isNew = reservation.IsNew || (last.TryGetValue(reservation.ReservationId.Value, out var before) && before.IsNew);
            last[reservation.ReservationId.Value] = (isNew && !_isConflictSafe, row);
        }

        AddReservations(batch, PostgresWriteSql.InsertReservations, [.. last.Values.Where(it => it.IsNew).Select(it => it.Row)]);
        AddReservations(
            batch, TextOf(PostgresWriteSql.UpsertReservations), [.. last.Values.Where(it => !it.IsNew).Select(it => it.Row)]);
    }

    private void AddReservations(NpgsqlBatch batch, string sql, List<JournalRow> rows)
    {
        if (rows.Count == 0) return;
        var command = batch.Add(sql)
            .WithMany(NpgsqlDbType.Text, rows, row => row.Reservation!.ReservationId.Value)
            .WithMany(NpgsqlDbType.Text, rows, row => row.Reservation!.PerformanceId.Value)
            .WithMany(NpgsqlDbType.Text, rows, row => row.Reservation!.Status.ToString())
            .WithMany(NpgsqlDbType.TimestampTz, rows, row => row.Reservation!.Until.UtcDateTime)
            .WithMany(NpgsqlDbType.Jsonb, rows, row => JsonSerializer.Serialize(row.Reservation!.SeatIds.Select(seat => seat.Value)))
            .WithMany(NpgsqlDbType.Bigint, rows, row => row.Reservation!.Amount.Amount)
            .WithMany(NpgsqlDbType.TimestampTz, rows, row => row.At.UtcDateTime)
            .WithMany(NpgsqlDbType.Text, rows, row => row.UserId.Value)
            .WithMany(NpgsqlDbType.Text, rows, row => row.Reservation!.Number);
        if (_isConflictSafe) command.WithMany(NpgsqlDbType.Bigint, rows, row => row.Seq);
    }

    private void AddNewPlaces(NpgsqlBatch batch)
    {
        WithPlaces(batch.Add(TextOf(PostgresWriteSql.InsertPlaces)), _newPlaces)
            .WithMany(NpgsqlDbType.Bigint, _newPlaces, place => place.Before)
            .WithMany(NpgsqlDbType.Text, _newPlaces, place => place.Move.Row.UserId.Value)
            .WithMany(NpgsqlDbType.TimestampTz, _newPlaces, place => place.Move.Row.JoinedAt.UtcDateTime)
            .WithMany(NpgsqlDbType.Bigint, _newPlaces, place => place.Move.Row.AddressTag);
    }

    private void AddMovedPlaces(NpgsqlBatch batch)
    {
        WithPlaces(batch.Add(TextOf(PostgresWriteSql.MovePlaces)), _movedPlaces)
            .WithMany(NpgsqlDbType.Text, _movedPlaces, place => place.Move.From!.Value.ToString())
            .WithMany(NpgsqlDbType.Boolean, _movedPlaces, place => place.Move.IsSecondTurn);
    }

    private static NpgsqlBatchCommand WithPlaces(NpgsqlBatchCommand command, List<QueuedPlace> places) => command
        .WithMany(NpgsqlDbType.Text, places, place => place.Concert.Value)
        .WithMany(NpgsqlDbType.Bigint, places, place => place.Move.Row.Place)
        .WithMany(NpgsqlDbType.Text, places, place => place.Move.Row.Status.ToString())
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.DepartedAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.AdmittedAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.ActiveUntil?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.EndedAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.ClaimedAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.PassedOverAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.MissedAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.TimestampTz, places, place => place.Move.Row.ReturnedAt?.UtcDateTime)
        .WithMany(NpgsqlDbType.Boolean, places, place => place.Move.CallMe);

    /// <param name="Before">The number of the row that must exist already; null: there is none, or it is in the set.</param>
    private readonly record struct Row<T>(int Index, T Change, long? Before);

    /// <param name="Before">The place that must be the highest; null: the one before is in the set.</param>
    private readonly record struct QueuedPlace(ConcertId Concert, PlaceMove Move, long? Before);
}
