namespace Concert.CheckIns;

/// <summary>Reads the table <c>reservation</c> by what a door knows.</summary>
public interface IBookingRecords
{
    Task<Booking?> FindAsync(ReservationId id);

    Task<Booking?> FindByNumberAsync(string number);

    /// <summary>See <see cref="IBookingsGrain.ListPaid"/>.</summary>
    Task<PaidBookingPage> ListPaidAsync(PerformanceId performance, ReservationId? after, int limit);
}
