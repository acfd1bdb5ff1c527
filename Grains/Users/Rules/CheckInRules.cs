using Concert.CheckIns;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>Decides which tickets a door accepts. The guards are in the order of <see cref="Refusal"/>.</summary>
public static class CheckInRules
{
    /// <summary>
    /// A ticket is good for one person, once, and until its reservation is refunded. The decision and a refund are rows of one
    /// journal: whichever comes second is refused. A late report comes when it is received, not when the door let the ticket in.
    /// </summary>
    public static Outcome<CheckInDecision> CheckIn(UserWalletState state, CheckInTicket command, DateTimeOffset now)
    {
        if (state.Find(command.ReservationId) is not { } reservation) return new Refusal.ReservationNotFound();
        if (reservation.Status is not (ReservationStatus.Paid or ReservationStatus.Refunded)) return new Refusal.ReservationNotFound();
        if (reservation.Seats.FirstOrDefault(seat => seat.SeatId == command.SeatId) is not { } seat)
            return new Refusal.SeatNotFound([command.SeatId]);
        if (reservation.TicketVersion is not { } current) return new Refusal.TicketRefunded();
        if (command.Version is { } version && version != current) return new Refusal.TicketRefunded();
        if (reservation.CheckIns.FirstOrDefault(checkIn => checkIn.SeatId == command.SeatId) is not { } earlier)
        {
            var checkedIn = new UserWalletEvent.CheckedIn(
                command.ReservationId, seat.SeatId, command.Door, command.RequestId, now, command.ScannedAt);
            return new CheckInDecision(ReceiptOf(reservation, checkedIn.CheckIn), checkedIn);
        }

        if (earlier.RequestId != command.RequestId) return new Refusal.AlreadyCheckedIn(earlier.SeatId, earlier.At, earlier.Door);
        return new CheckInDecision(ReceiptOf(reservation, earlier), null);
    }

    private static CheckInReceipt ReceiptOf(Reservation reservation, SeatCheckIn checkIn) => new(
        reservation.ReservationId,
        reservation.PerformanceId,
        reservation.Seats.First(seat => seat.SeatId == checkIn.SeatId),
        reservation.Number,
        checkIn.At,
        checkIn.Door);
}

/// <param name="Receipt">The answer, once the event is durable.</param>
/// <param name="Event">Null when the same request was granted before.</param>
public sealed record CheckInDecision(CheckInReceipt Receipt, UserWalletEvent.CheckedIn? Event);
