namespace Concert.Reservations;

/// <summary>A user's reservations and their fate. Key: the user's id. See <see cref="Wallets.IWalletGrain"/>.</summary>
[Alias("IReservationsGrain")]
public interface IReservationsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Holds all the seats asked for, or none. Refusals: <c>idempotency_key_reused</c>, <c>performance_not_found</c>,
    /// <c>seat_not_found</c>, <c>queue_token_invalid</c>, <c>queue_token_not_active</c>, <c>reservation_expired</c>
    /// (a retry that came after the hold's end), <c>sales_closed</c>, <c>seat_limit_exceeded</c>, <c>sold_out</c>, <c>seat_taken</c>.
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
    /// Gives the seats up; they are free when this returns. Releasing twice is granted. Refusals:
    /// <c>reservation_not_found</c>, <c>already_paid</c>, <c>already_refunded</c>, <c>reservation_expired</c>.
    /// </summary>
    [Alias("Release")]
    Task<Outcome<ReservationView>> Release(ReservationId reservationId);

    /// <summary>
    /// Drives seats to what their reservation came to, and decides an overdue one. Asked by the seat map; harmless when repeated.
    /// </summary>
    [Alias("Resolve")]
    Task<ReservationResolution> Resolve(ResolveReservation command);
}
