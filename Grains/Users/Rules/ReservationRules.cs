using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>
/// Decides when a user may hold seats, and how a reservation changes. Reserving calls the queue and the seats in between, so its
/// rules are the three steps before, between and after those calls. The guards are in the order of <see cref="Refusal"/>.
/// </summary>
public static class ReservationRules
{
    /// <summary>
    /// The step before any other grain is called: the seats must exist, and the queue token must be for their concert.
    /// </summary>
    /// <returns>Null when nothing speaks against the command.</returns>
    public static Refusal? Examine(
        UserWalletState state, ReservationId id, PerformanceLayout layout, ReserveSeats command)
    {
        var unknown = command.SeatIds.Where(seat => layout.IndexOf(seat) < 0).ToImmutableArray();
        if (!unknown.IsEmpty) return new Refusal.SeatNotFound(unknown);
        if (command.Ticket.ConcertId != layout.ConcertId) return new Refusal.QueueTokenInvalid();
        if (state.Find(id) is not null) return new Refusal.ReservationExpired();
        return null;
    }

    /// <summary>
    /// The step after the queue confirmed the slot: sales must be open, and the user within the limits. Sales are open only when
    /// the clocks of both grains say so: one silo whose clock is ahead must not let its users in before the others.
    /// </summary>
    /// <param name="pending">What other commands of the user are holding at this moment.</param>
    /// <param name="queueTime">When the queue confirmed the slot, by its clock; null when it did not say.</param>
    public static Outcome<HoldPermit> Allow(
        UserWalletState state,
        PerformanceLayout layout,
        ReserveSeats command,
        IReadOnlyCollection<PendingHold> pending,
        ReservationsOptions options,
        DateTimeOffset now,
        DateTimeOffset? queueTime = null)
    {
        if (!layout.IsOnSale(now) || !layout.IsOnSale(queueTime ?? now))
            return new Refusal.SalesClosed(layout.SalesOpenAt, layout.SalesCloseAt);
        var requestedCount = SeatCountOf(command);
        var pendingCount = pending.Where(hold => hold.PerformanceId == layout.PerformanceId).Sum(hold => hold.SeatCount);
        var heldCount = state.SeatCount(layout.PerformanceId, now) + pendingCount;
        if (heldCount + requestedCount > options.MaxSeatsPerUser)
            return new Refusal.SeatLimitExceeded(options.MaxSeatsPerUser, heldCount, requestedCount);
        var madeCount = state.HoldCount(command.Ticket) + pending.Count(hold => hold.Ticket == command.Ticket);
        if (options.MaxHoldsPerSlot > 0 && madeCount >= options.MaxHoldsPerSlot)
            return new Refusal.HoldLimitExceeded(options.MaxHoldsPerSlot);
        var cooling = state.CoolingSeats(layout.PerformanceId, options.SeatCooldown, now);
        if (RefuseCooling(cooling, command.SeatIds) is { } refusal) return refusal;
        return new HoldPermit(EndOfHold(layout, options, now), cooling);
    }

    /// <summary>The number of seats that a command requests, by name or not.</summary>
    public static int SeatCountOf(ReserveSeats command) => command.BestAvailable?.Quantity ?? command.SeatIds.Length;

    /// <returns>Null when none of the seats is in its cooldown.</returns>
    public static Refusal.SeatRecentlyHeld? RefuseCooling(
        ImmutableDictionary<SeatId, DateTimeOffset> cooling, ImmutableArray<SeatId> requested)
    {
        var refused = requested.Where(cooling.ContainsKey).ToImmutableArray();
        return refused.IsEmpty ? null : new(refused, refused.Max(seat => cooling[seat]));
    }

    /// <summary>
    /// The step after every seat is held: the reservation is made, unless the hold has ended in the meantime, or the user let one of
    /// the seats go after the command was allowed.
    /// </summary>
    public static Outcome<UserWalletEvent.Reserved> Reserve(
        UserWalletState state,
        ReservationId id,
        PerformanceLayout layout,
        QueueTicket ticket,
        ImmutableArray<SeatId> seats,
        DateTimeOffset until,
        ReservationsOptions options,
        DateTimeOffset now,
        string? number = null)
    {
        if (state.Find(id) is not null) return new Refusal.ReservationExpired();
        if (now >= until) return new Refusal.ReservationExpired();
        if (RefuseCooling(state.CoolingSeats(layout.PerformanceId, options.SeatCooldown, now), seats) is { } refusal) return refusal;
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
                ReservationStatus.Held,
                Number: number),
            now);
    }

    /// <summary>The user gives up the seats. A reservation that was released before is granted again, without an event.</summary>
    public static Outcome<ReleaseDecision> Release(UserWalletState state, ReservationId id, DateTimeOffset now)
    {
        if (state.Find(id) is not { } reservation) return new Refusal.ReservationNotFound();
        if (reservation.Status is ReservationStatus.Paid) return new Refusal.AlreadyPaid();
        if (reservation.Status is ReservationStatus.Refunded) return new Refusal.AlreadyRefunded();
        if (reservation.Status is ReservationStatus.Released) return new ReleaseDecision(null);
        if (reservation.Status is ReservationStatus.Expired) return new Refusal.ReservationExpired();
        if (now >= reservation.Until) return new Refusal.ReservationExpired();
        return new ReleaseDecision(new UserWalletEvent.Released(id, now));
    }

    /// <summary>
    /// Expires an open reservation that is due. An unknown reservation gets a tombstone once its holds have ended, so that it can
    /// never be made afterwards; until then a command may still make it. Any other reservation stays as it is.
    /// </summary>
    /// <param name="until">The end of the holds of an unknown reservation; null when no end is known, and the holds count as over.</param>
    /// <returns>Null when nothing changes.</returns>
    public static UserWalletEvent.Expired? ExpireIfDue(
        UserWalletState state, ReservationId id, PerformanceId performance, DateTimeOffset now, DateTimeOffset? until = null) =>
        state.Find(id) switch
        {
            null when now < until => null,
            null => new UserWalletEvent.Expired(id, performance, now),
            { Status: ReservationStatus.Held } reservation when now >= reservation.Until =>
                new UserWalletEvent.Expired(id, reservation.PerformanceId, now),
            _ => null,
        };

    // A seat that is held when the sale closes could be sold to nobody else.
    private static DateTimeOffset EndOfHold(PerformanceLayout layout, ReservationsOptions options, DateTimeOffset now) =>
        layout.SalesCloseAt - now < options.HoldDuration ? layout.SalesCloseAt : now + options.HoldDuration;
}

/// <summary>Seats that a command is holding while its reservation is not made, or not changed, yet.</summary>
/// <param name="Ticket">Null for a change: it makes no reservation.</param>
public readonly record struct PendingHold(PerformanceId PerformanceId, QueueTicket? Ticket, int SeatCount, DateTimeOffset Until);

/// <param name="Until">The end of the hold: never after the sale of the performance has closed.</param>
/// <param name="Cooling">Seats that must not be offered to the user, and when each may be again.</param>
public sealed record HoldPermit(DateTimeOffset Until, ImmutableDictionary<SeatId, DateTimeOffset> Cooling);

/// <param name="Event">Null when the reservation was released before.</param>
public sealed record ReleaseDecision(UserWalletEvent.Released? Event);
