using Concert.Reservations;

namespace Concert.Seats;

/// <summary>
/// What a crash between two steps left behind: seats that differ from what their reservation came to. Holds that are open
/// and not yet due are as they should be; their end is the clock's.
/// </summary>
internal static class SeatReconciliation
{
    public static IEnumerable<MismatchedSeat> Find(PerformanceSeats rows, DateTimeOffset now)
    {
        foreach (var row in rows.Seats)
        {
            if (row.State is { ReservationId: { } reservation, UserId: { } user } && Differs(row, now))
                yield return new(row.SeatId, reservation, user);
        }

        foreach (var unsold in rows.PaidNotSold) yield return unsold;
    }

    private static bool Differs(SeatRecord row, DateTimeOffset now) => (row.State.Status, row.Fate) switch
    {
        (SeatStatus.Held, null or ReservationStatus.Held) => row.State.Until <= now,
        (SeatStatus.Held, _) => true,
        (SeatStatus.Sold, ReservationStatus.Paid) => false,
        (SeatStatus.Sold, _) => true,
        _ => false,
    };
}
