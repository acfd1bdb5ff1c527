using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Concert.Reservations;
using Concert.Users;

namespace Concert.Storage;

/// <summary>Reads and writes the journals of users in the table <c>user_journal</c>.</summary>
internal sealed class UserJournal(GroupCommitWriter writer, BatchedReader reader, DbDataSource database) : IUserJournal
{
    private const string SelectByKey = $"""
        select {JournalRecord.Columns} from user_journal where user_id = @UserId and idem_key = @Key
        """;

    // Found by its primary key: the id of another user's reservation costs no more.
    private const string SelectReservation = """
        select performance_id, status, until, cast(seat_ids as text), amount
        from reservation where reservation_id = @ReservationId and user_id = @UserId
        """;

    private const string SelectMade = """
        select seq, reference, kind from user_journal
        where user_id = @UserId and seq > @AfterSeq and seq <= @ThroughSeq and kind in ('reserved', 'seats_changed')
        order by seq
        """;

    private const int StatusAfterJournalColumns = 10;

    private const string SelectLedger = $"""
        select {JournalRecord.Columns} from user_journal
        where user_id = @UserId and seq < @BeforeSeq and kind in ('charged', 'paid', 'refunded')
        order by seq desc limit @Limit
        """;

    public async Task<JournalPage> ReadAsync(UserId user, long afterSeq) =>
        await reader.ReadAsync(new JournalTailRead(user, afterSeq)) ?? new([], IsLast: true);

    public async Task<JournalPage> ReadFirstAsync(UserId user) =>
        await reader.ReadAsync(new JournalTailRead(user, 0, SnapshotSchedule.MinRows)) ?? new([], IsLast: true);

    public Task<long> ReadEndAsync(UserId user) => reader.ReadAsync(new JournalEndRead(user));

    public async Task<JournalRow?> FindAsync(UserId user, string key) =>
        (await database.ReadRowsAsync(SelectByKey, JournalRecord.Read, new { UserId = user.Value, Key = key })).SingleOrDefault();

    public async Task<ReservationRow?> FindReservationAsync(UserId user, ReservationId id) =>
        (await database.ReadRowsAsync(
            SelectReservation,
            record => new ReservationRow(
                id,
                new(record.GetString(0)),
                StatusOf(record, 1),
                SqlTime.Read(record, 2),
                [.. JsonSerializer.Deserialize<string[]>(record.GetString(3))!.Select(seat => new SeatId(seat))],
                new(record.GetInt64(4))),
            new { UserId = user.Value, ReservationId = id.Value })).SingleOrDefault();

    public async Task<IReadOnlyList<MadeReservation>> ReadMadeAsync(UserId user, long afterSeq, long throughSeq) =>
        await database.ReadRowsAsync(
            SelectMade,
            record => new MadeReservation(
                record.GetInt64(0), new(record.GetString(1)), record.GetString(2) == EventKinds.SeatsChanged),
            new { UserId = user.Value, AfterSeq = afterSeq, ThroughSeq = throughSeq });

    public async Task<IReadOnlyList<ReservedRow>> ReadReservationsAsync(UserId user, IReadOnlyCollection<long> seqs) =>
        await database.ReadRowsAsync(
            SelectReservations(seqs),
            record => new ReservedRow(JournalRecord.Read(record), StatusOf(record, StatusAfterJournalColumns)),
            new { UserId = user.Value });

    public async Task<IReadOnlyList<JournalRow>> ReadLedgerAsync(UserId user, long beforeSeq, int limit) =>
        await database.ReadRowsAsync(
            SelectLedger, JournalRecord.Read, new { UserId = user.Value, BeforeSeq = beforeSeq, Limit = limit });

    public Task AppendAsync(ImmutableArray<JournalRow> rows, AppendChain chain) => writer.WriteAsync(new JournalAppend(rows, chain));

    // The two databases have no common form of a list of values as one parameter: the numbers are in the text.
    private static string SelectReservations(IEnumerable<long> seqs) => $"""
        select {JournalRecord.Columns}, r.status
        from (
            select {JournalRecord.Columns} from user_journal
            where user_id = @UserId and seq in ({string.Join(',', seqs)}) and kind in ('reserved', 'seats_changed')) as j
        join (select reservation_id, status from reservation) as r on r.reservation_id = j.reference
        order by seq desc
        """;

    private static ReservationStatus StatusOf(DbDataReader record, int ordinal) =>
        Enum.Parse<ReservationStatus>(record.GetString(ordinal));
}
