using System.Data.Common;
using System.Text.Json;
using Concert.CheckIns;

namespace Concert.Storage;

/// <summary>Finds reservations in the table <c>reservation</c>, by its primary key and by its unique index.</summary>
internal sealed class BookingRecords(DbDataSource database) : IBookingRecords
{
    // A tombstone has no seats.
    private const string Select = """
        select reservation_id, user_id, performance_id, cast(seat_ids as text), number from reservation
        where cast(seat_ids as text) <> '[]' and
        """;

    private const string SelectById = $"{Select} reservation_id = @ReservationId";

    private const string SelectByNumber = $"{Select} number = @Number";

    public Task<Booking?> FindAsync(ReservationId id) => FindAsync(SelectById, new { ReservationId = id.Value });

    public Task<Booking?> FindByNumberAsync(string number) => FindAsync(SelectByNumber, new { Number = number });

    private async Task<Booking?> FindAsync(string sql, object parameters) =>
        (await database.ReadRowsAsync(sql, Read, parameters)).SingleOrDefault();

    private static Booking Read(DbDataReader record) => new(
        new(record.GetString(0)),
        new(record.GetString(1)),
        new(record.GetString(2)),
        [.. JsonSerializer.Deserialize<string[]>(record.GetString(3))!.Select(seat => new SeatId(seat))],
        record.IsDBNull(4) ? null : record.GetString(4));
}
