using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Concert.CheckIns;
using Concert.Reservations;
using Concert.Users;
using Dapper;

namespace Concert.Storage;

/// <summary>Finds reservations in the table <c>reservation</c>: by its primary key, by its number, and by its performance.</summary>
internal sealed class BookingRecords(DbDataSource database) : IBookingRecords
{
    /// <summary>A page of a performance, by the index <c>reservation_tickets</c>.</summary>
    internal const string SelectPaid = """
        select reservation_id, cast(seat_ids as text), number, status from reservation
        where performance_id = @PerformanceId and reservation_id > @After and status in ('Paid', 'Refunded')
        order by reservation_id limit @Limit
        """;

    /// <summary>
    /// The check-ins of these reservations, by the index <c>user_journal_checked_in</c>. A query of its own: of a join the planner of
    /// PostgreSQL makes a hash of all check-ins there ever were. A check-in between the two queries is on the page already, and does no
    /// harm there: no refund follows a check-in.
    /// </summary>
    internal const string SelectUses = """
        select reference, body ->> 'seatId', at, body ->> 'scannedAt', body ->> 'door' from user_journal
        where kind = 'checked_in' and reference in
        """;

    // A tombstone has no seats.
    private const string Select = """
        select reservation_id, user_id, performance_id, cast(seat_ids as text), number from reservation
        where cast(seat_ids as text) <> '[]' and
        """;

    private const string SelectById = $"{Select} reservation_id = @ReservationId";

    private const string SelectByNumber = $"{Select} number = @Number";

    public Task<Booking?> FindAsync(ReservationId id) => FindAsync(SelectById, new { ReservationId = id.Value });

    public Task<Booking?> FindByNumberAsync(string number) => FindAsync(SelectByNumber, new { Number = number });

    public async Task<PaidBookingPage> ListPaidAsync(PerformanceId performance, ReservationId? after, int limit)
    {
        // One more than the page, to learn whether more follow.
        var rows = await database.ReadRowsAsync(
            SelectPaid, ReadPaid, new { PerformanceId = performance.Value, After = after?.Value ?? "", Limit = limit + 1 });
        var page = rows.Take(limit).ToList();
        var uses = await ReadUsesAsync([.. page.Select(booking => booking.ReservationId.Value)]);
        return new(
            [.. page.Select(booking => booking with { Uses = [.. uses[booking.ReservationId]] })],
            rows.Count > limit ? page[^1].ReservationId : null);
    }

    private async Task<ILookup<ReservationId, TicketUse>> ReadUsesAsync(string[] ids)
    {
        if (ids.Length == 0) return Array.Empty<TicketUse>().ToLookup(_ => default(ReservationId));
        // Dapper expands a list of values on SQLite, and sends it as one array to PostgreSQL: these are single values on both.
        var parameters = new DynamicParameters(ids.Index().ToDictionary(id => $"Id{id.Index}", id => (object)id.Item));
        var names = string.Join(", ", ids.Index().Select(id => $"@Id{id.Index}"));
        var uses = await database.ReadRowsAsync($"{SelectUses} ({names})", ReadUse, parameters);
        return uses.ToLookup(use => use.Id, use => use.Use);
    }

    private async Task<Booking?> FindAsync(string sql, object parameters) =>
        (await database.ReadRowsAsync(sql, Read, parameters)).SingleOrDefault();

    private static Booking Read(DbDataReader record) => new(
        new(record.GetString(0)),
        new(record.GetString(1)),
        new(record.GetString(2)),
        SeatsOf(record.GetString(3)),
        record.IsDBNull(4) ? null : record.GetString(4));

    private static PaidBooking ReadPaid(DbDataReader record) => new(
        new(record.GetString(0)),
        SeatsOf(record.GetString(1)),
        record.IsDBNull(2) ? null : record.GetString(2),
        Enum.Parse<ReservationStatus>(record.GetString(3)) == ReservationStatus.Paid ? Reservation.PaidTicketVersion : null,
        []);

    private static (ReservationId Id, TicketUse Use) ReadUse(DbDataReader record) => (new(record.GetString(0)), new(
        new(record.GetString(1)),
        record.IsDBNull(3) ? SqlTime.Read(record, 2) : DateTimeOffset.Parse(record.GetString(3), CultureInfo.InvariantCulture),
        record.GetString(4)));

    private static ImmutableArray<SeatId> SeatsOf(string json) =>
        [.. JsonSerializer.Deserialize<string[]>(json)!.Select(seat => new SeatId(seat))];
}
