using System.Collections.Immutable;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>This part: seats and the slot are driven to what the journal says, as often as it takes.</summary>
internal sealed partial class UserWalletGrain
{
    private readonly Dictionary<ReservationId, TaskCompletionSource> _driving = [];

    // The journal has decided; a seat that cannot be told now is told by the next sweep.
    private async Task TryDriveAsync(ReservationId id)
    {
        var reservation = _history.Durable.Find(id)!;
        try
        {
            await DriveAsync(id, [.. reservation.Seats.Select(seat => seat.SeatId)]);
        }
        catch (Exception fault)
        {
            LogDriveFailed(fault, id, reservation.PerformanceId);
        }
    }

    // One after another for each reservation, each by what it has come to by then: a sale that is still on its way while the
    // payment is refunded would otherwise reach a seat that was freed before it.
    private async Task<ReservationResolution> DriveAsync(ReservationId id, ImmutableArray<SeatId> seats)
    {
        while (_driving.TryGetValue(id, out var before)) await before.Task;
        var turn = _driving[id] = new();
        try
        {
            var reservation = _history.Durable.Find(id)!;
            await Task.WhenAll(seats.Select(seat => DriveAsync(reservation, seat)));
            // Its slot in the queue ended with the payment, even one that is refunded by now.
            if (reservation is { Status: ReservationStatus.Paid or ReservationStatus.Refunded, Ticket: { } ticket })
                await Queue(ticket.ConcertId).Leave(new(_user, ticket.Place));
            return new(reservation.Status, reservation.Status is ReservationStatus.Held ? reservation.Until : null);
        }
        finally
        {
            _driving.Remove(id);
            turn.SetResult();
        }
    }

    private Task DriveAsync(Reservation reservation, SeatId seat)
    {
        var grain = Seat(reservation.PerformanceId, seat);
        // A try that never came to the reservation may have left a hold on a seat that is none of its own.
        if (!reservation.Seats.Any(own => own.SeatId == seat)) return grain.Free(reservation.ReservationId);
        return reservation.Status switch
        {
            ReservationStatus.Held => Task.CompletedTask,
            ReservationStatus.Paid => grain.Sell(new(reservation.ReservationId, _user)),
            _ => grain.Free(reservation.ReservationId),
        };
    }
}
