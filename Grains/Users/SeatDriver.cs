using System.Collections.Immutable;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;

namespace Concert.Users;

/// <summary>
/// Updates the seats, and the slot in the queue, of one user's reservations to what the journal has decided. Every step is
/// idempotent: after a failure the next sweep of the seat map repeats it.
/// </summary>
internal sealed class SeatDriver(UserId user, ISeatDriverHost host)
{
    private readonly Dictionary<ReservationId, TaskCompletionSource> _driving = [];

    /// <summary>
    /// Drives the seats by the durable status of the reservation. Calls for one reservation run one after another: otherwise a
    /// sale still on its way while the payment is refunded could reach a seat that was already freed.
    /// </summary>
    /// <param name="id">A reservation of the user that is durable.</param>
    /// <param name="seats">Its seats, or seats that an attempt of it may have left held.</param>
    public async Task<ReservationResolution> DriveAsync(ReservationId id, ImmutableArray<SeatId> seats)
    {
        while (_driving.TryGetValue(id, out var before)) await before.Task;
        var turn = _driving[id] = new();
        try
        {
            var reservation = await host.FindDurableAsync(id)
                ?? throw new InvariantException($"{id} of {user} is to be driven, and unknown.");
            await Task.WhenAll(seats.Select(seat => DriveAsync(reservation, seat)));
            // The slot ended with the payment, even if the payment has been refunded since.
            if (reservation is { Status: ReservationStatus.Paid or ReservationStatus.Refunded, Ticket: { } ticket })
                await host.Queue(ticket.ConcertId).Leave(new(user, ticket.Place));
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
        var grain = host.Seat(reservation.PerformanceId, seat);
        // An attempt to make or to change the reservation may have left a hold on a seat that the reservation does not have. While it is
        // held, a change may be under way that is about to make it one of its seats, perhaps in another activation: it stays. A seat
        // that the reservation dropped never comes back to it.
        if (!reservation.Has(seat))
        {
            return reservation.Status is ReservationStatus.Held && !reservation.HasDropped(seat)
                ? Task.CompletedTask
                : grain.Free(reservation.ReservationId);
        }

        return reservation.Status switch
        {
            ReservationStatus.Held => Task.CompletedTask,
            ReservationStatus.Paid => grain.Sell(new(reservation.ReservationId, user)),
            _ => grain.Free(reservation.ReservationId),
        };
    }
}

/// <summary>What a <see cref="SeatDriver"/> needs from the grain around it.</summary>
internal interface ISeatDriverHost
{
    /// <summary>The reservation by the durable journal; null when it is unknown.</summary>
    ValueTask<Reservation?> FindDurableAsync(ReservationId id);

    ISeatGrain Seat(PerformanceId performance, SeatId seat);

    IQueueGrain Queue(ConcertId concert);
}
