using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Concert.CheckIns;
using Concert.Reservations;
using Concert.Users;

namespace Concert.Storage;

/// <summary>Finds reservations in the table <c>reservation</c>: by its primary key, by its number, and by its performance.</summary>
internal sealed class BookingRecords(DbDataSource database) : IBookingRecords
{
    /// <summary>
    /// One statement, so that the reservations and their check-ins are of one moment. The index <c>reservation_tickets</c> gives the
    /// page, and <c>user_journal_checked_in</c> the check-ins of each reservation. The inner query has its own limit: the join must not
    /// read more of the performance than the page.
    /// </summary>
    internal const string SelectPaid = """
        select r.reservation_id, cast(r.seat_ids as text), r.number, r.status,
            j.body ->> 'seatId', j.at, j.body ->> 'scannedAt', j.body ->> 'door'
        from (
            select reservation_id, seat_ids, number, status from reservation
            where performance_id = @PerformanceId and reservation_id > @After and status in ('Paid', 'Refunded')
            order by reservation_id limit @Limit) as r
        left join user_journal as j on j.reference = r.reservation_id and j.kind = 'checked_in'
        order by r.reservation_id
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
        var bookings = rows.GroupBy(row => row.Booking.ReservationId)
            .Select(group => group.First().Booking with { Uses = [.. group.Select(row => row.Use).OfType<TicketUse>()] })
            .ToImmutableArray();
        return bookings.Length > limit ? new(bookings[..limit], bookings[limit - 1].ReservationId) : new(bookings, null);
    }

    private async Task<Booking?> FindAsync(string sql, object parameters) =>
        (await database.ReadRowsAsync(sql, Read, parameters)).SingleOrDefault();

    private static Booking Read(DbDataReader record) => new(
        new(record.GetString(0)),
        new(record.GetString(1)),
        new(record.GetString(2)),
        SeatsOf(record.GetString(3)),
        record.IsDBNull(4) ? null : record.GetString(4));

    private static (PaidBooking Booking, TicketUse? Use) ReadPaid(DbDataReader record)
    {
        var isPaid = Enum.Parse<ReservationStatus>(record.GetString(3)) == ReservationStatus.Paid;
        var booking = new PaidBooking(
            new(record.GetString(0)),
            SeatsOf(record.GetString(1)),
            record.IsDBNull(2) ? null : record.GetString(2),
            isPaid ? Reservation.PaidTicketVersion : null,
            []);
        return (booking, record.IsDBNull(4) ? null : ReadUse(record));
    }

    private static TicketUse ReadUse(DbDataReader record) => new(
        new(record.GetString(4)),
        record.IsDBNull(6)
            ? SqlTime.Read(record, 5)
            : DateTimeOffset.Parse(record.GetString(6), CultureInfo.InvariantCulture),
        record.GetString(7));

    private static ImmutableArray<SeatId> SeatsOf(string json) =>
        [.. JsonSerializer.Deserialize<string[]>(json)!.Select(seat => new SeatId(seat))];
}
