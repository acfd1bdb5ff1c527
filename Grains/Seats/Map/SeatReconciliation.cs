using Concert.Reservations;

namespace Concert.Seats;

/// <summary>
/// Finds the seats that a crash between two steps left in disagreement with their reservation. Open holds that are not due are
/// consistent; <see cref="HoldSchedule"/> expires them. No Orleans, no clock.
/// </summary>
internal static class SeatReconciliation
{
    public static IEnumerable<MismatchedSeat> Find(PerformanceSeats records, DateTimeOffset now)
    {
        foreach (var record in records.Seats)
        {
            if (record.State is not { ReservationId: { } reservation, UserId: { } user }) continue;
            if (Differs(record)) yield return new(record.SeatId, reservation, user);
            else if (record.State.Status is SeatStatus.Held && record.State.Until <= now)
                yield return new(record.SeatId, reservation, user, record.State.Until);
        }

        foreach (var unsold in records.PaidNotSold) yield return unsold;
    }

    private static bool Differs(SeatRecord record) => (record.State.Status, record.ReservationStatus) switch
    {
        // Its user's grain frees it if the reservation has dropped it, and otherwise leaves it until the reservation ends.
        (SeatStatus.Held, ReservationStatus.Held) => record.IsLeftBehind,
        (SeatStatus.Held, null) => false,
        (SeatStatus.Held, _) => true,
        (SeatStatus.Sold, ReservationStatus.Paid) => false,
        (SeatStatus.Sold, _) => true,
        _ => false,
    };
}
