using System.Collections.Immutable;

namespace Concert;

/// <summary>
/// Every reason to refuse a command, in order of precedence: a command that breaks several rules is refused by the one listed first.
/// The codes belong to the HTTP contract and never change.
/// </summary>
[GenerateSerializer, Immutable, Alias("Refusal")]
public abstract record Refusal
{
    private Refusal()
    {
    }

    /// <summary>The stable code of the HTTP contract.</summary>
    public abstract string Code { get; }

    // Idempotency.

    [GenerateSerializer, Immutable, Alias("IdempotencyKeyReused")]
    public sealed record IdempotencyKeyReused : Refusal
    {
        public override string Code => "idempotency_key_reused";
    }

    // Existence.

    [GenerateSerializer, Immutable, Alias("ConcertNotFound")]
    public sealed record ConcertNotFound : Refusal
    {
        public override string Code => "concert_not_found";
    }

    [GenerateSerializer, Immutable, Alias("PerformanceNotFound")]
    public sealed record PerformanceNotFound : Refusal
    {
        public override string Code => "performance_not_found";
    }

    [GenerateSerializer, Immutable, Alias("SeatNotFound")]
    public sealed record SeatNotFound([property: Id(0)] ImmutableArray<SeatId> SeatIds) : Refusal
    {
        public override string Code => "seat_not_found";
    }

    [GenerateSerializer, Immutable, Alias("ReservationNotFound")]
    public sealed record ReservationNotFound : Refusal
    {
        public override string Code => "reservation_not_found";
    }

    [GenerateSerializer, Immutable, Alias("PaymentNotFound")]
    public sealed record PaymentNotFound : Refusal
    {
        public override string Code => "payment_not_found";
    }

    // The queue.

    /// <summary>The token is for another concert than that of the performance.</summary>
    [GenerateSerializer, Immutable, Alias("QueueTokenInvalid")]
    public sealed record QueueTokenInvalid : Refusal
    {
        public override string Code => "queue_token_invalid";
    }

    /// <summary>The place is still waiting, or its slot has ended.</summary>
    [GenerateSerializer, Immutable, Alias("QueueTokenNotActive")]
    public sealed record QueueTokenNotActive : Refusal
    {
        public override string Code => "queue_token_not_active";
    }

    // Status of the reservation.

    [GenerateSerializer, Immutable, Alias("AlreadyPaid")]
    public sealed record AlreadyPaid : Refusal
    {
        public override string Code => "already_paid";
    }

    [GenerateSerializer, Immutable, Alias("AlreadyRefunded")]
    public sealed record AlreadyRefunded : Refusal
    {
        public override string Code => "already_refunded";
    }

    [GenerateSerializer, Immutable, Alias("ReservationReleased")]
    public sealed record ReservationReleased : Refusal
    {
        public override string Code => "reservation_released";
    }

    [GenerateSerializer, Immutable, Alias("ReservationExpired")]
    public sealed record ReservationExpired : Refusal
    {
        public override string Code => "reservation_expired";
    }

    // Time.

    /// <summary>The lobby of the queue has not opened yet.</summary>
    [GenerateSerializer, Immutable, Alias("QueueNotOpen")]
    public sealed record QueueNotOpen([property: Id(0)] DateTimeOffset LobbyOpensAt, [property: Id(1)] DateTimeOffset OpensAt) : Refusal
    {
        public override string Code => "queue_not_open";
    }

    /// <summary>Sales have not opened yet, or they are over: they end before the performance, or with its start.</summary>
    [GenerateSerializer, Immutable, Alias("SalesClosed")]
    public sealed record SalesClosed([property: Id(0)] DateTimeOffset OpenAt, [property: Id(1)] DateTimeOffset Until) : Refusal
    {
        public override string Code => "sales_closed";
    }

    /// <summary>The performance has started: its payments are final.</summary>
    [GenerateSerializer, Immutable, Alias("RefundClosed")]
    public sealed record RefundClosed([property: Id(0)] DateTimeOffset StartsAt) : Refusal
    {
        public override string Code => "refund_closed";
    }

    // Presale codes.

    /// <summary>Joining needs a presale code of the concert, and the user has no place.</summary>
    [GenerateSerializer, Immutable, Alias("PresaleCodeRequired")]
    public sealed record PresaleCodeRequired : Refusal
    {
        public override string Code => "presale_code_required";
    }

    /// <summary>The concert has no such code.</summary>
    [GenerateSerializer, Immutable, Alias("PresaleCodeInvalid")]
    public sealed record PresaleCodeInvalid : Refusal
    {
        public override string Code => "presale_code_invalid";
    }

    /// <summary>As many users as may have joined with the code.</summary>
    [GenerateSerializer, Immutable, Alias("PresaleCodeUsedUp")]
    public sealed record PresaleCodeUsedUp : Refusal
    {
        public override string Code => "presale_code_used_up";
    }

    // Limits.

    /// <summary>A change would leave the reservation without a seat. To give up all of them, the user releases it.</summary>
    [GenerateSerializer, Immutable, Alias("NoSeatLeft")]
    public sealed record NoSeatLeft : Refusal
    {
        public override string Code => "no_seat_left";
    }

    /// <summary>The seats of the reservation were changed <see cref="Limit"/> times.</summary>
    [GenerateSerializer, Immutable, Alias("TooManyChanges")]
    public sealed record TooManyChanges([property: Id(0)] int Limit) : Refusal
    {
        public override string Code => "too_many_changes";
    }

    /// <summary>The user would hold and own more than <see cref="Limit"/> seats of one performance.</summary>
    [GenerateSerializer, Immutable, Alias("SeatLimitExceeded")]
    public sealed record SeatLimitExceeded(
        [property: Id(0)] int Limit,
        [property: Id(1)] int HeldCount,
        [property: Id(2)] int RequestedCount) : Refusal
    {
        public override string Code => "seat_limit_exceeded";
    }

    /// <summary>The user has made <see cref="Limit"/> reservations from this slot already, whatever became of them.</summary>
    [GenerateSerializer, Immutable, Alias("HoldLimitExceeded")]
    public sealed record HoldLimitExceeded([property: Id(0)] int Limit) : Refusal
    {
        public override string Code => "hold_limit_exceeded";
    }

    /// <summary>
    /// The user released the seats, or let their hold expire, a short time ago: for now they are for other users.
    /// <see cref="AvailableAt"/> is when the user may hold all of them again, if nobody else does.
    /// </summary>
    [GenerateSerializer, Immutable, Alias("SeatRecentlyHeld")]
    public sealed record SeatRecentlyHeld(
        [property: Id(0)] ImmutableArray<SeatId> SeatIds,
        [property: Id(1)] DateTimeOffset AvailableAt) : Refusal
    {
        public override string Code => "seat_recently_held";
    }

    /// <summary>
    /// Fewer available seats are left than requested (in that section). Where none is available and some are held, those may come
    /// back, and the code says so. One type for both codes, because gateways of 0.1.0 know this type alone.
    /// </summary>
    /// <param name="AvailableCount">The seats that are available.</param>
    /// <param name="HeldCount">The seats that others hold.</param>
    [GenerateSerializer, Immutable, Alias("SoldOut")]
    public sealed record SoldOut([property: Id(0)] int AvailableCount = 0, [property: Id(1)] int HeldCount = 0) : Refusal
    {
        /// <summary>The code where all seats are held or sold, and at least one is held.</summary>
        public const string AllHeldCode = "all_seats_held";

        public override string Code => AvailableCount == 0 && HeldCount > 0 ? AllHeldCode : "sold_out";
    }

    /// <summary>
    /// Another reservation has at least one of the seats. <see cref="Alternatives"/> are up to three sets of available seats.
    /// </summary>
    [GenerateSerializer, Immutable, Alias("SeatTaken")]
    public sealed record SeatTaken(
        [property: Id(0)] ImmutableArray<SeatId> SeatIds,
        [property: Id(1)] ImmutableArray<ImmutableArray<SeatId>> Alternatives) : Refusal
    {
        public override string Code => "seat_taken";
    }

    /// <summary>The organizer refuses what leaves one seat alone. <see cref="SeatIds"/> would be.</summary>
    [GenerateSerializer, Immutable, Alias("LoneSeat")]
    public sealed record LoneSeat([property: Id(0)] ImmutableArray<SeatId> SeatIds) : Refusal
    {
        public override string Code => "lone_seat";
    }

    // Tickets.

    /// <summary>The reservation was refunded after the ticket was issued: no door accepts it.</summary>
    [GenerateSerializer, Immutable, Alias("TicketRefunded")]
    public sealed record TicketRefunded : Refusal
    {
        public override string Code => "ticket_refunded";
    }

    /// <summary>The ticket was used: no door accepts it again, and its reservation can't be refunded.</summary>
    [GenerateSerializer, Immutable, Alias("AlreadyCheckedIn")]
    public sealed record AlreadyCheckedIn(
        [property: Id(0)] SeatId SeatId, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Door) : Refusal
    {
        public override string Code => "already_checked_in";
    }

    // Money.

    /// <summary>
    /// The user was shown another amount, or a smaller charge. Nothing is paid, nothing charged, and the hold stays.
    /// </summary>
    /// <param name="Amount">What the reservation costs.</param>
    /// <param name="Balance">What the wallet has.</param>
    /// <param name="Charge">What the balance lacks of the amount.</param>
    [GenerateSerializer, Immutable, Alias("AmountChanged")]
    public sealed record AmountChanged(
        [property: Id(0)] Money Amount, [property: Id(1)] Money Balance, [property: Id(2)] Money Charge) : Refusal
    {
        public override string Code => "amount_changed";
    }

    /// <summary>The hold stays, so that the user can charge and pay again.</summary>
    [GenerateSerializer, Immutable, Alias("InsufficientBalance")]
    public sealed record InsufficientBalance([property: Id(0)] Money Balance, [property: Id(1)] Money Amount) : Refusal
    {
        public override string Code => "insufficient_balance";
    }
}
