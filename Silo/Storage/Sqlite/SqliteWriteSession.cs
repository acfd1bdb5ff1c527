using System.Collections.Immutable;
using System.Text.Json;
using Concert.Queues;
using Concert.Users;
using Microsoft.Data.Sqlite;

namespace Concert.Storage;

/// <summary>Writes each kind of change with its statement. A refused row changes nothing, so its statement affects 0 rows.</summary>
internal sealed class SqliteWriteSession : SqliteSession
{
    private const string InsertState = """
        insert into grain_state(service_id, grain_type, grain_key, state, version)
        values (@service_id, @grain_type, @grain_key, cast(@state as text), 1)
        on conflict(service_id, grain_type, grain_key) do nothing
        returning version
        """;

    private const string UpdateState = """
        update grain_state
        set state = cast(@state as text), version = version + 1, modified_on = strftime('%Y-%m-%d %H:%M:%f', 'now')
        where service_id = @service_id and grain_type = @grain_type and grain_key = @grain_key and version = @expected
        returning version
        """;

    // A row must directly follow an existing one: a gap in a journal would hide that a row was lost. A row that makes a reservation,
    // or is its tombstone, must find none of that id, and none of its number.
    private const string InsertJournalRow = """
        insert into user_journal(
            user_id, seq, kind, at, amount, balance, reference, idem_key, fingerprint, body)
        select @user_id, @seq, @kind, @at, @amount, @balance, @reference, @idem_key, @fingerprint, @body
        where (@seq = 1 or exists (select 1 from user_journal where user_id = @user_id and seq = @seq - 1))
            and (not @is_new or not exists (select 1 from reservation where reservation_id = @reference))
            and (@number is null or not exists (select 1 from reservation where number = @number))
        on conflict do nothing
        """;

    private const string UpsertReservation = """
        insert into reservation(
            reservation_id, user_id, performance_id, status, until, seat_ids, amount, updated_at, number)
        values (@reservation_id, @user_id, @performance_id, @status, @until, @seat_ids, @amount, @updated_at, @number)
        on conflict(reservation_id) do update
        set status = excluded.status, until = excluded.until, seat_ids = excluded.seat_ids, amount = excluded.amount,
            updated_at = excluded.updated_at
        """;

    private const string InsertPlace = """
        insert into queue_place(concert_id, place, user_id, status, joined_at, address_tag, call_me)
        select @concert_id, @place, @user_id, @status, @joined_at, @address_tag, @call_me
        where @place = 1 + coalesce((select max(place) from queue_place where concert_id = @concert_id), 0)
        on conflict do nothing
        """;

    private const string MovePlace = """
        update queue_place
        set status = @status,
            departed_at = coalesce(@departed_at, departed_at),
            admitted_at = coalesce(@admitted_at, admitted_at),
            active_until = coalesce(@active_until, active_until),
            ended_at = coalesce(@ended_at, ended_at),
            claimed_at = coalesce(@claimed_at, claimed_at),
            passed_over_at = coalesce(@passed_over_at, passed_over_at),
            missed_at = coalesce(@missed_at, missed_at),
            returned_at = coalesce(@returned_at, returned_at),
            call_me = coalesce(@call_me, call_me)
        where concert_id = @concert_id and place = @place and status = @from and (returned_at is not null) = @second_turn
        """;

    // Nothing else in a batch has a savepoint, so one name is enough.
    private const string Savepoint = "journal_append";

    private readonly string _serviceId;
    private readonly SqliteStatement _insertState;
    private readonly SqliteStatement _updateState;
    private readonly SqliteStatement _insertJournalRow;
    private readonly SqliteStatement _upsertReservation;
    private readonly SqliteStatement _beginAppend;
    private readonly SqliteStatement _undoAppend;
    private readonly SqliteStatement _endAppend;
    private readonly SqliteStatement _insertPlace;
    private readonly SqliteStatement _movePlace;

    // "Immediate" takes the write lock at the begin: a transaction that reads first and locks later can be refused in the middle.
    public SqliteWriteSession(SqliteConnection connection, string serviceId)
        : base(connection, "begin immediate")
    {
        _serviceId = serviceId;
        _insertState = Prepare(InsertState, "@service_id", "@grain_type", "@grain_key", "@state");
        _updateState = Prepare(UpdateState, "@state", "@service_id", "@grain_type", "@grain_key", "@expected");
        _insertJournalRow = Prepare(
            InsertJournalRow,
            "@user_id", "@seq", "@kind", "@at", "@amount", "@balance", "@reference", "@idem_key", "@fingerprint", "@body",
            "@is_new", "@number");
        _upsertReservation = Prepare(
            UpsertReservation,
            "@reservation_id", "@user_id", "@performance_id", "@status", "@until", "@seat_ids", "@amount", "@updated_at",
            "@number");
        _beginAppend = Prepare($"savepoint {Savepoint}");
        _undoAppend = Prepare($"rollback to {Savepoint}");
        _endAppend = Prepare($"release {Savepoint}");
        _insertPlace = Prepare(InsertPlace, "@concert_id", "@place", "@user_id", "@status", "@joined_at", "@address_tag", "@call_me");
        _movePlace = Prepare(
            MovePlace,
            "@status", "@departed_at", "@admitted_at", "@active_until", "@ended_at", "@claimed_at", "@passed_over_at", "@missed_at",
            "@returned_at", "@call_me", "@concert_id", "@place", "@from", "@second_turn");
    }

    public ChangeResult[] Commit(IReadOnlyList<Change> batch)
    {
        var results = new ChangeResult[batch.Count];
        Begin();
        for (var i = 0; i < results.Length; i++)
        {
            var chain = batch[i].Chain;
            results[i] = chain is { IsBroken: true } ? ChangeResult.Refused : Apply(batch[i]);
            if (!results[i].IsWritten) chain?.Break();
        }

        Commit();
        return results;
    }

    private ChangeResult Apply(Change change) => change switch
    {
        StateWrite write => Apply(write),
        JournalAppend append => Apply(append.Rows),
        PlaceWrite write => Apply(write.Concert, write.Place),
        _ => throw new InvariantException($"No such change: {change.GetType().Name}."),
    };

    private ChangeResult Apply(StateWrite write)
    {
        var version = write.ExpectedVersion is { } expected
            ? _updateState.Scalar(write.Json, _serviceId, write.GrainType, write.GrainKey, expected)
            : _insertState.Scalar(_serviceId, write.GrainType, write.GrainKey, write.Json);
        return version is long written ? ChangeResult.Written(written) : ChangeResult.Refused;
    }

    private ChangeResult Apply(ImmutableArray<JournalRow> rows)
    {
        if (rows.Length == 1) return Apply(rows[0]);
        // A refused row changes nothing, but those before it have been written: they are undone.
        _beginAppend.Execute();
        var isWritten = rows.All(row => Apply(row).IsWritten);
        if (!isWritten) _undoAppend.Execute();
        _endAppend.Execute();
        return isWritten ? ChangeResult.Written() : ChangeResult.Refused;
    }

    private ChangeResult Apply(JournalRow row)
    {
        // Later rows of the reservation leave its number as it is.
        var number = row.Reservation is { IsNew: true } made ? made.Number : null;
        var count = _insertJournalRow.Execute(
            row.UserId.Value,
            row.Seq,
            row.Kind,
            row.At.UtcDateTime,
            row.Amount.Amount,
            row.Balance.Amount,
            row.Reference,
            row.Key?.Key,
            row.Key?.Fingerprint,
            row.Body,
            row.Reservation is { IsNew: true },
            number);
        if (count == 0) return ChangeResult.Refused;
        if (row.Reservation is { } reservation)
        {
            _upsertReservation.Execute(
                reservation.ReservationId.Value,
                row.UserId.Value,
                reservation.PerformanceId.Value,
                reservation.Status.ToString(),
                reservation.Until.UtcDateTime,
                JsonSerializer.Serialize(reservation.SeatIds.Select(seat => seat.Value)),
                reservation.Amount.Amount,
                row.At.UtcDateTime,
                number);
        }

        return ChangeResult.Written();
    }

    private ChangeResult Apply(ConcertId concert, PlaceChange change)
    {
        var row = PlaceRow.Of(change);
        var status = row.Status.ToString();
        var count = change.From is { } from
            ? _movePlace.Execute(
                status,
                row.DepartedAt?.UtcDateTime,
                row.AdmittedAt?.UtcDateTime,
                row.ActiveUntil?.UtcDateTime,
                row.EndedAt?.UtcDateTime,
                row.ClaimedAt?.UtcDateTime,
                row.PassedOverAt?.UtcDateTime,
                row.MissedAt?.UtcDateTime,
                row.ReturnedAt?.UtcDateTime,
                change.CallMe,
                concert.Value,
                row.Place,
                from.ToString(),
                change.IsSecondTurn)
            : _insertPlace.Execute(
                concert.Value, row.Place, row.UserId.Value, status, row.JoinedAt.UtcDateTime, row.AddressTag, row.IsCalled);
        return count == 0 ? ChangeResult.Refused : ChangeResult.Written();
    }
}
