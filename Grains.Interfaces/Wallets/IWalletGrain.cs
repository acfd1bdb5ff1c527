namespace Concert.Wallets;

/// <summary>
/// A user's money. One activation serves this interface and <see cref="Reservations.IReservationsGrain"/>, because the money and the
/// reservations of a user share one journal: a payment is a single append. Key: the user's id.
/// </summary>
[Alias("IWalletGrain")]
public interface IWalletGrain : IGrainWithStringKey
{
    /// <summary>The money and the tickets of the user.</summary>
    [Alias("Read")]
    Task<WalletView> Read();

    /// <summary>Adds money (a top-up). Refusals: <c>idempotency_key_reused</c>.</summary>
    [Alias("Charge")]
    Task<Outcome<ChargeReceipt>> Charge(ChargeWallet command);

    /// <summary>
    /// Debits the wallet and makes the reservation final, in one append; with <see cref="PayReservation.ChargeMissing"/> it charges what
    /// the balance lacks in the same append. Refusals: <c>idempotency_key_reused</c>,
    /// <c>reservation_not_found</c>, <c>already_paid</c>, <c>already_refunded</c>, <c>reservation_released</c>,
    /// <c>reservation_expired</c>, <c>sales_closed</c> (the performance has started), <c>amount_changed</c>, <c>insufficient_balance</c>.
    /// </summary>
    [Alias("Pay")]
    Task<Outcome<PaymentReceipt>> Pay(PayReservation command);

    /// <summary>
    /// Pays the money back and frees the seats. Refusals: <c>idempotency_key_reused</c>, <c>payment_not_found</c>,
    /// <c>already_refunded</c>, <c>refund_closed</c>.
    /// </summary>
    [Alias("Refund")]
    Task<Outcome<RefundReceipt>> Refund(RefundPayment command);

    /// <summary>A page of the ledger, newest first.</summary>
    [Alias("Transactions")]
    Task<TransactionPage> Transactions(PageRequest page);
}
