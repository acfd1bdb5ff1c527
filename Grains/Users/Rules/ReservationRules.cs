using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>
/// When a user may hold seats, and what becomes of a reservation. Reserving asks others in between (the queue, the seats),
/// so its rules come in the three steps that those calls divide; guards stand in the order of <see cref="Refusal"/>.
/// </summary>
public static class ReservationRules
{
    /// <summary>Before anyone is asked: is there such a thing to reserve, and is the token for its concert?</summary>
    public static Outcome<PerformanceLayout> Examine(
        UserWalletState state, ReservationId id, PerformanceLayout layout, ReserveSeats command)
    {
        var unknown = command.SeatIds.Where(seat => layout.IndexOf(seat) < 0).ToImmutableArray();
        if (!unknown.IsEmpty) return new Refusal.SeatNotFound(unknown);
        if (command.Ticket.ConcertId != layout.ConcertId) return new Refusal.QueueTokenInvalid();
        if (state.Find(id) is not null) return new Refusal.ReservationExpired();
        return layout;
    }

    /// <summary>After the queue let the user in: are sales open, and is there room under the limit?</summary>
    /// <param name="pendingCount">Seats of the performance that the user is being given at this moment.</param>
    /// <returns>The end of the hold.</returns>
    public static Outcome<DateTimeOffset> Allow(
        UserWalletState state,
        PerformanceLayout layout,
        int requestedCount,
        int pendingCount,
        ReservationsOptions options,
        DateTimeOffset now)
    {
        if (now < layout.SalesOpenAt || now >= layout.StartsAt)
            return new Refusal.SalesClosed(layout.SalesOpenAt, layout.StartsAt);
        var heldCount = state.SeatCount(layout.PerformanceId, now) + pendingCount;
        if (heldCount + requestedCount > options.MaxSeatsPerUser)
            return new Refusal.SeatLimitExceeded(options.MaxSeatsPerUser, heldCount, requestedCount);
        return now + options.HoldDuration;
    }

    /// <summary>Once every seat is held: a reservation, unless its time has run out meanwhile.</summary>
    public static Outcome<UserWalletEvent.Reserved> Reserve(
        UserWalletState state,
        ReservationId id,
        PerformanceLayout layout,
        QueueTicket ticket,
        ImmutableArray<SeatId> seats,
        DateTimeOffset until,
        DateTimeOffset now)
    {
        if (state.Find(id) is not null) return new Refusal.ReservationExpired();
        if (now >= until) return new Refusal.ReservationExpired();
        var offers = seats.Select(seat => layout.SeatAt(layout.IndexOf(seat))).ToImmutableArray();
        var amount = offers.Aggregate(Money.Zero, (sum, offer) => sum + offer.Price);
        return new UserWalletEvent.Reserved(
            new(
                id,
                layout.PerformanceId,
                ticket,
                offers,
                amount,
                CreatedAt: now,
                until,
                layout.SalesOpenAt,
                layout.StartsAt,
                state.Seq + 1,
                ReservationStatus.Held),
            now);
    }

    /// <summary>The user gives the seats up. None: they were given up already, which is granted again.</summary>
    public static Outcome<ImmutableArray<UserWalletEvent>> Release(UserWalletState state, ReservationId id, DateTimeOffset now)
    {
        if (state.Find(id) is not { } reservation) return new Refusal.ReservationNotFound();
        if (reservation.Status is ReservationStatus.Paid) return new Refusal.AlreadyPaid();
        if (reservation.Status is ReservationStatus.Refunded) return new Refusal.AlreadyRefunded();
        if (reservation.Status is ReservationStatus.Released) return ImmutableArray<UserWalletEvent>.Empty;
        if (reservation.Status is ReservationStatus.Expired) return new Refusal.ReservationExpired();
        if (now >= reservation.Until) return new Refusal.ReservationExpired();
        return ImmutableArray.Create<UserWalletEvent>(new UserWalletEvent.Released(id, now));
    }

    /// <summary>
    /// What time does to a reservation: an open one that is due expires; one that no one knows gets a tombstone, so that
    /// it can never be reserved afterwards; any other stays what it is.
    /// </summary>
    public static UserWalletEvent.Expired? ExpireIfDue(
        UserWalletState state, ReservationId id, PerformanceId performance, DateTimeOffset now) =>
        state.Find(id) switch
        {
            null => new UserWalletEvent.Expired(id, performance, now),
            { Status: ReservationStatus.Held } reservation when now >= reservation.Until =>
                new UserWalletEvent.Expired(id, reservation.PerformanceId, now),
            _ => null,
        };
}
