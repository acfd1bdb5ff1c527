using Concert.Reservations;
using Concert.Wallets;

namespace Concert.Users;

/// <summary>Decides charges, payments and refunds. The guards are in the order of <see cref="Refusal"/>.</summary>
public static class PaymentRules
{
    /// <summary>Adds money to the wallet. The gateway has checked the contract's bounds of the amount.</summary>
    public static Outcome<UserWalletEvent.Charged> Charge(UserWalletState state, Money amount, DateTimeOffset now)
    {
        Invariant.Holds(amount > Money.Zero, $"A charge of {amount}.");
        return new UserWalletEvent.Charged(state.NextTransactionId, amount, state.Balance + amount, now);
    }

    /// <summary>Debits the wallet and makes the reservation final. A payment at the exact end of the hold is too late.</summary>
    /// <param name="state">The user's money and reservations.</param>
    /// <param name="id">The reservation.</param>
    /// <param name="now">The time of the decision.</param>
    /// <param name="amount">What the user agreed to pay; null: whatever the reservation costs.</param>
    public static Outcome<UserWalletEvent.Paid> Pay(
        UserWalletState state, ReservationId id, DateTimeOffset now, Money? amount = null)
    {
        if (state.Find(id) is not { } reservation) return new Refusal.ReservationNotFound();
        if (reservation.Status is ReservationStatus.Paid) return new Refusal.AlreadyPaid();
        if (reservation.Status is ReservationStatus.Refunded) return new Refusal.AlreadyRefunded();
        if (reservation.Status is ReservationStatus.Released) return new Refusal.ReservationReleased();
        if (reservation.Status is ReservationStatus.Expired) return new Refusal.ReservationExpired();
        if (now >= reservation.Until) return new Refusal.ReservationExpired();
        // No hold outlasts the sale. Those that earlier versions made last longer.
        if (now >= reservation.StartsAt) return new Refusal.SalesClosed(reservation.SalesOpenAt, reservation.StartsAt);
        if (amount is { } agreed && agreed != reservation.Amount) return AmountChanged(state.Balance, reservation.Amount);
        if (state.Balance < reservation.Amount) return new Refusal.InsufficientBalance(state.Balance, reservation.Amount);
        return new UserWalletEvent.Paid(
            id,
            Identifiers.Payment(id),
            state.NextTransactionId,
            reservation.Amount,
            state.Balance - reservation.Amount,
            now);
    }

    /// <summary>
    /// Charges what the balance lacks, and pays: one decision, so both or neither. It is refused as a payment is, and with
    /// <c>insufficient_balance</c> also when more is missing than one charge may add.
    /// </summary>
    /// <param name="state">The user's money and reservations.</param>
    /// <param name="id">The reservation.</param>
    /// <param name="now">The time of the decision.</param>
    /// <param name="amount">What the user agreed to pay; null: whatever the reservation costs.</param>
    /// <param name="chargeAtMost">The charge that the user agreed to, or more than is missing; null: whatever is missing.</param>
    public static Outcome<ChargedPayment> PayCharging(
        UserWalletState state, ReservationId id, DateTimeOffset now, Money? amount = null, Money? chargeAtMost = null)
    {
        var paid = Pay(state, id, now, amount);
        if (paid.IsGranted) return new ChargedPayment(null, paid.Value);
        if (paid.Refusal is not Refusal.InsufficientBalance lacking) return paid.Refusal;
        var missing = lacking.Amount - lacking.Balance;
        if (missing > chargeAtMost) return AmountChanged(lacking.Balance, lacking.Amount);
        if (missing.Amount > ChargeWallet.MaxAmount) return lacking;
        var charged = Charge(state, missing, now).Value!;
        return new ChargedPayment(charged, Pay(state.Apply(charged), id, now).Value! with { ChargeAmount = missing });
    }

    /// <summary>Pays the money back, until the performance starts or a ticket is used.</summary>
    public static Outcome<UserWalletEvent.Refunded> Refund(UserWalletState state, PaymentId id, DateTimeOffset now)
    {
        if (Identifiers.ReservationOf(id) is not { } reservationId) return new Refusal.PaymentNotFound();
        if (state.Find(reservationId) is not { } reservation) return new Refusal.PaymentNotFound();
        if (reservation.Status is ReservationStatus.Refunded) return new Refusal.AlreadyRefunded();
        if (reservation.Status is not ReservationStatus.Paid) return new Refusal.PaymentNotFound();
        if (now >= reservation.StartsAt) return new Refusal.RefundClosed(reservation.StartsAt);
        // Its holder is inside already.
        if (reservation.CheckIns is [var first, ..]) return new Refusal.AlreadyCheckedIn(first.SeatId, first.At, first.Door);
        return new UserWalletEvent.Refunded(
            reservationId,
            id,
            Identifiers.Refund(id),
            state.NextTransactionId,
            reservation.Amount,
            state.Balance + reservation.Amount,
            now);
    }

    private static Refusal.AmountChanged AmountChanged(Money balance, Money amount) =>
        new(amount, balance, amount > balance ? amount - balance : Money.Zero);
}

/// <param name="Charged">Null: the balance was enough.</param>
/// <param name="Paid">It directly follows the charge.</param>
public sealed record ChargedPayment(UserWalletEvent.Charged? Charged, UserWalletEvent.Paid Paid);
