namespace Concert.Reservations;

/// <summary>A user's reservations. Key: the user's id. See <see cref="Wallets.IWalletGrain"/>.</summary>
[Alias("IReservationsGrain")]
public interface IReservationsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Holds all the requested seats, or none. Refusals: <c>idempotency_key_reused</c>, <c>performance_not_found</c>,
    /// <c>seat_not_found</c>, <c>queue_token_invalid</c>, <c>queue_token_not_active</c>, <c>reservation_expired</c>
    /// (a retry after the end of the hold), <c>sales_closed</c>, <c>seat_limit_exceeded</c>, <c>hold_limit_exceeded</c>,
    /// <c>seat_recently_held</c>, <c>sold_out</c>, <c>seat_taken</c>.
    /// </summary>
    [Alias("Reserve")]
    Task<Outcome<ReservationView>> Reserve(ReserveSeats command);

    /// <summary>Refusals: <c>reservation_not_found</c>.</summary>
    [Alias("Find")]
    Task<Outcome<ReservationView>> Find(ReservationId reservationId);

    /// <summary>A page of the user's reservations, newest first.</summary>
    [Alias("List")]
    Task<ReservationPage> List(PageRequest page);

    /// <summary>
    /// Adds seats to a held reservation, and drops some: all of it, or nothing. Its id and the end of its hold stay. The dropped seats
    /// are available when this returns. Refusals: <c>idempotency_key_reused</c>, <c>seat_not_found</c>, <c>reservation_not_found</c>,
    /// <c>already_paid</c>, <c>already_refunded</c>, <c>reservation_released</c>, <c>reservation_expired</c>, <c>sales_closed</c>,
    /// <c>no_seat_left</c>, <c>too_many_changes</c>, <c>seat_limit_exceeded</c>, <c>seat_recently_held</c>, <c>seat_taken</c>.
    /// </summary>
    [Alias("Change")]
    Task<Outcome<ReservationView>> Change(ChangeSeats command);

    /// <summary>
    /// Gives up the seats; they are available when this returns. A second release is granted. Refusals:
    /// <c>reservation_not_found</c>, <c>already_paid</c>, <c>already_refunded</c>, <c>reservation_expired</c>.
    /// </summary>
    [Alias("Release")]
    Task<Outcome<ReservationView>> Release(ReservationId reservationId);

    /// <summary>
    /// Expires the reservation if it is due, and updates its seats to its status. The seat map calls it; repeating it is harmless.
    /// </summary>
    [Alias("Resolve")]
    Task<ReservationResolution> Resolve(ResolveReservation command);
}
