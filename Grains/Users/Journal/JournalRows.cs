using Concert.Wallets;

namespace Concert.Users;

/// <summary>Makes the journal row of an event: the event as JSON, and in columns beside it what SQL queries read.</summary>
internal static class JournalRows
{
    /// <param name="after">The state after the event.</param>
    public static JournalRow Of(UserWalletEvent e, UserWalletState after, CommandKey? key)
    {
        var reservation = ReservationOf(e) is { } id ? after.Find(id) : null;
        return new(
            after.UserId,
            after.Seq,
            EventKinds.Of(e),
            e.At,
            AmountOf(e),
            after.Balance,
            reservation?.ReservationId.Value,
            key,
            UserWalletJson.Write(e),
            reservation is null ? null : ReservationRowOf(reservation) with { IsChange = e is UserWalletEvent.SeatsChanged });
    }

    /// <summary>The ledger entry of a row that changed the balance.</summary>
    public static WalletTransaction ToTransaction(JournalRow row) => UserWalletJson.Read(row) switch
    {
        UserWalletEvent.Charged e => new(e.TransactionId, TransactionKind.Charge, e.Amount, e.Balance, null, e.At),
        UserWalletEvent.Paid e =>
            new(e.TransactionId, TransactionKind.Payment, -e.Amount, e.Balance, e.PaymentId.Value, e.At),
        UserWalletEvent.Refunded e =>
            new(e.TransactionId, TransactionKind.Refund, e.Amount, e.Balance, e.RefundId.Value, e.At),
        var e => throw new InvariantException($"Row {row.Seq} of {row.UserId} changed no balance: {row.Kind}."),
    };

    private static ReservationId? ReservationOf(UserWalletEvent e) => e switch
    {
        UserWalletEvent.Reserved reserved => reserved.Reservation.ReservationId,
        UserWalletEvent.Paid paid => paid.ReservationId,
        UserWalletEvent.Expired expired => expired.ReservationId,
        UserWalletEvent.Released released => released.ReservationId,
        UserWalletEvent.Refunded refunded => refunded.ReservationId,
        UserWalletEvent.SeatsChanged changed => changed.Reservation.ReservationId,
        UserWalletEvent.CheckedIn checkedIn => checkedIn.ReservationId,
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
        reservation.Amount,
        reservation.Number);
}
