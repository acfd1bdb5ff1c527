using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>
/// Decides how a user changes the seats of a held reservation. The added seats are held in between, so the same guards decide before
/// and after. They are in the order of <see cref="Refusal"/>.
/// </summary>
public static class ChangeRules
{
    /// <summary>
    /// The step before the added seats are held. They are held until the end of the reservation, which no change moves.
    /// </summary>
    /// <param name="pending">What other commands of the user are holding at this moment.</param>
    public static Outcome<HoldPermit> Allow(
        UserWalletState state,
        PerformanceLayout layout,
        ChangeSeats command,
        IEnumerable<PendingHold> pending,
        ReservationsOptions options,
        DateTimeOffset now)
    {
        if (state.Find(command.ReservationId) is not { IsTombstone: false } reservation) return new Refusal.ReservationNotFound();
        var unknown = command.Add.Where(seat => layout.IndexOf(seat) < 0)
            .Concat(command.Drop.Where(seat => !reservation.Has(seat) && reservation.Status is ReservationStatus.Held));
        if (unknown.ToImmutableArray() is { IsEmpty: false } seats) return new Refusal.SeatNotFound(seats);
        if (RefuseStatus(reservation, now) is { } ended) return ended;
        if (!command.Add.IsEmpty && now >= layout.SalesCloseAt) return new Refusal.SalesClosed(layout.SalesOpenAt, layout.SalesCloseAt);
        var countAfter = reservation.Seats.Length + command.Add.Length - command.Drop.Length;
        if (countAfter < 1) return new Refusal.NoSeatLeft();
        if (reservation.Changes.Length >= options.MaxChanges) return new Refusal.TooManyChanges(options.MaxChanges);
        if (RefuseCount(state, reservation, command, pending, options, now) is { } tooMany) return tooMany;
        var cooling = state.CoolingSeats(layout.PerformanceId, options.SeatCooldown, now);
        foreach (var seat in reservation.Changes.SelectMany(change => change.SeatIds)) cooling = WithDropped(cooling, seat, reservation);
        if (ReservationRules.RefuseCooling(cooling, command.Add) is { } refusal) return refusal;
        var own = command.Add.Where(reservation.Has).ToImmutableArray();
        if (!own.IsEmpty) return new Refusal.SeatTaken(own, []);
        return new HoldPermit(reservation.Until, cooling);
    }

    /// <summary>The step after every added seat is held: the change is made, unless what allowed it has changed in the meantime.</summary>
    /// <param name="pending">As before, without this command.</param>
    public static Outcome<UserWalletEvent.SeatsChanged> Change(
        UserWalletState state,
        PerformanceLayout layout,
        ChangeSeats command,
        IEnumerable<PendingHold> pending,
        ReservationsOptions options,
        DateTimeOffset now)
    {
        var allowed = Allow(state, layout, command, pending, options, now);
        if (!allowed.IsGranted) return allowed.Refusal;
        var reservation = state.Find(command.ReservationId)!;
        // A seat that stays has the price at which it was reserved. In seat order, as a reservation is made.
        var seats = reservation.Seats.Where(seat => !command.Drop.Contains(seat.SeatId))
            .Concat(command.Add.Select(seat => layout.SeatAt(layout.IndexOf(seat))))
            .OrderBy(seat => layout.IndexOf(seat.SeatId))
            .ToImmutableArray();
        var changed = reservation with
        {
            Seats = seats,
            Amount = seats.Aggregate(Money.Zero, (sum, seat) => sum + seat.Price),
            Changes = reservation.Changes.Add(new(command.Drop, now)),
        };
        return new UserWalletEvent.SeatsChanged(changed, now);
    }

    /// <summary>By how many seats the user's count may grow while the command is under way.</summary>
    public static int GrowthOf(ChangeSeats command) => Math.Max(0, command.Add.Length - command.Drop.Length);

    private static Refusal? RefuseStatus(Reservation reservation, DateTimeOffset now) => reservation.Status switch
    {
        ReservationStatus.Paid => new Refusal.AlreadyPaid(),
        ReservationStatus.Refunded => new Refusal.AlreadyRefunded(),
        ReservationStatus.Released => new Refusal.ReservationReleased(),
        ReservationStatus.Expired => new Refusal.ReservationExpired(),
        _ => now >= reservation.Until ? new Refusal.ReservationExpired() : null,
    };

    // Giving seats back is never refused for a limit that was lowered.
    private static Refusal.SeatLimitExceeded? RefuseCount(
        UserWalletState state,
        Reservation reservation,
        ChangeSeats command,
        IEnumerable<PendingHold> pending,
        ReservationsOptions options,
        DateTimeOffset now)
    {
        if (command.Add.Length <= command.Drop.Length) return null;
        var pendingCount = pending.Where(hold => hold.PerformanceId == reservation.PerformanceId).Sum(hold => hold.SeatCount);
        var keptCount = state.SeatCount(reservation.PerformanceId, now) + pendingCount - command.Drop.Length;
        return keptCount + command.Add.Length > options.MaxSeatsPerUser
            ? new(options.MaxSeatsPerUser, keptCount, command.Add.Length)
            : null;
    }

    // Whatever the cooldown: a late message may still free the seat in the name of this reservation.
    private static ImmutableDictionary<SeatId, DateTimeOffset> WithDropped(
        ImmutableDictionary<SeatId, DateTimeOffset> cooling, SeatId seat, Reservation reservation) =>
        cooling.TryGetValue(seat, out var known) && known > reservation.Until ? cooling : cooling.SetItem(seat, reservation.Until);
}
