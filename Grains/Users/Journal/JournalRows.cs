using Concert.Wallets;

namespace Concert.Users;

/// <summary>An event as the row it becomes: what SQL needs to see stands in columns beside the event itself.</summary>
internal static class JournalRows
{
    /// <param name="after">The state after the event.</param>
    public static JournalRow Of(UserWalletEvent e, UserWalletState after, CommandKey? key)
    {
        var reservation = ReservationOf(e) is { } id ? after.Find(id) : null;
        return new(
            after.UserId,
            after.Seq,
            e.Kind,
            e.At,
            AmountOf(e),
            after.Balance,
            reservation?.ReservationId.Value,
            key,
            UserWalletJson.Write(e),
            reservation is null ? null : ReservationRowOf(reservation));
    }

    /// <summary>The ledger's entry that a row which moved money is.</summary>
    public static WalletTransaction ToTransaction(JournalRow row) => UserWalletJson.Read(row) switch
    {
        UserWalletEvent.Charged e => new(e.TransactionId, TransactionKind.Charge, e.Amount, e.Balance, null, e.At),
        UserWalletEvent.Paid e =>
            new(e.TransactionId, TransactionKind.Payment, -e.Amount, e.Balance, e.PaymentId.Value, e.At),
        UserWalletEvent.Refunded e =>
            new(e.TransactionId, TransactionKind.Refund, e.Amount, e.Balance, e.RefundId.Value, e.At),
        var e => throw new InvariantException($"Row {row.Seq} of {row.UserId} moved no money: {e.Kind}."),
    };

    private static ReservationId? ReservationOf(UserWalletEvent e) => e switch
    {
        UserWalletEvent.Reserved reserved => reserved.Reservation.ReservationId,
        UserWalletEvent.Paid paid => paid.ReservationId,
        UserWalletEvent.Expired expired => expired.ReservationId,
        UserWalletEvent.Released released => released.ReservationId,
        UserWalletEvent.Refunded refunded => refunded.ReservationId,
        _ => null,
    };

    private static Money AmountOf(UserWalletEvent e) => e switch
    {
        UserWalletEvent.Charged charged => charged.Amount,
        UserWalletEvent.Paid paid => -paid.Amount,
        UserWalletEvent.Refunded refunded => refunded.Amount,
        _ => Money.Zero,
    };

    private static ReservationRow ReservationRowOf(Reservation reservation) => new(
        reservation.ReservationId,
        reservation.PerformanceId,
        reservation.Status,
        reservation.Until,
        [.. reservation.Seats.Select(seat => seat.SeatId)],
        reservation.Amount);
}
