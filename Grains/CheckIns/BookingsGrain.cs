using Orleans.Concurrency;

namespace Concert.CheckIns;

/// <summary>Reads rows, each time anew: who owns a reservation never changes, but a reservation may be made at any moment.</summary>
[StatelessWorker]
internal sealed class BookingsGrain(IBookingRecords records) : Grain, IBookingsGrain
{
    public Task<Booking?> Find(ReservationId reservationId) => records.FindAsync(reservationId);

    public Task<Booking?> FindByNumber(string number) => records.FindByNumberAsync(number);

    public Task<PaidBookingPage> ListPaid(PerformanceId performanceId, ReservationId? after, int limit) =>
        records.ListPaidAsync(performanceId, after, limit);
}
