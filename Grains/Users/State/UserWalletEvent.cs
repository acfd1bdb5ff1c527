namespace Concert.Users;

/// <summary>
/// What happened to a user's money and reservations. Each event carries its own result: receipts, ledger rows and repeated
/// answers read the event and never the state, which later events may have changed. <see cref="StoredEvent"/> is its stored form.
/// </summary>
public abstract record UserWalletEvent(DateTimeOffset At)
{
    public sealed record Charged(TransactionId TransactionId, Money Amount, Money Balance, DateTimeOffset At)
        : UserWalletEvent(At);

    public sealed record Reserved(Reservation Reservation, DateTimeOffset At) : UserWalletEvent(At);

    /// <summary>The debit and the end of the hold in one event: there is no moment between them.</summary>
    /// <param name="ChargeAmount">
    /// What the same decision charged: the amount of the <see cref="Charged"/> event right before this one, which was
    /// appended with it. Zero: the decision charged nothing.
    /// </param>
    public sealed record Paid(
        ReservationId ReservationId,
        PaymentId PaymentId,
        TransactionId TransactionId,
        Money Amount,
        Money Balance,
        DateTimeOffset At,
        Money ChargeAmount = default) : UserWalletEvent(At);

    /// <summary>
    /// Also the tombstone of a reservation that was never made: no <see cref="Reserved"/> event of that id can follow it.
    /// </summary>
    public sealed record Expired(ReservationId ReservationId, PerformanceId PerformanceId, DateTimeOffset At)
        : UserWalletEvent(At);

    public sealed record Released(ReservationId ReservationId, DateTimeOffset At) : UserWalletEvent(At);

    public sealed record Refunded(
        ReservationId ReservationId,
        PaymentId PaymentId,
        RefundId RefundId,
        TransactionId TransactionId,
        Money Amount,
        Money Balance,
        DateTimeOffset At) : UserWalletEvent(At);

    /// <summary>
    /// The user changed the seats of a held reservation. Its end stays. What it is after the change is in the event, as in
    /// <see cref="Reserved"/>: the answer to a repeated command, and an archived reservation, are read from it alone.
    /// </summary>
    public sealed record SeatsChanged(Reservation Reservation, DateTimeOffset At) : UserWalletEvent(At);

    /// <summary>A ticket of a paid reservation was used at a door. No <see cref="Refunded"/> of the reservation follows it.</summary>
    /// <param name="ScannedAt">When a door without a network let the ticket in, which it reported at <c>At</c>; null: at <c>At</c>.</param>
    public sealed record CheckedIn(
        ReservationId ReservationId,
        SeatId SeatId,
        string Door,
        string RequestId,
        DateTimeOffset At,
        DateTimeOffset? ScannedAt = null) : UserWalletEvent(At)
    {
        public SeatCheckIn CheckIn => new(SeatId, ScannedAt ?? At, Door, RequestId);
    }
}
