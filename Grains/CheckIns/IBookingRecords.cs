namespace Concert.CheckIns;

/// <summary>Reads the table <c>reservation</c> by what a ticket says.</summary>
public interface IBookingRecords
{
    Task<Booking?> FindAsync(ReservationId id);

    Task<Booking?> FindByNumberAsync(string number);
}
