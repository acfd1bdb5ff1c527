using System.Collections.Immutable;

namespace Concert.Wallets;

/// <param name="TicketCount">Paid seats whose tickets still count; 0 from a process that did not send it.</param>
/// <param name="TicketsUntil">
/// Until when the user has tickets, some days after the last performance starts. Null: the user has none, or a process did not send it.
/// </param>
[GenerateSerializer, Immutable, Alias("WalletView")]
public sealed record WalletView(
    [property: Id(0)] Money Balance,
    [property: Id(1)] int TicketCount = 0,
    [property: Id(2)] DateTimeOffset? TicketsUntil = null);

[GenerateSerializer, Immutable, Alias("ChargeWallet")]
public sealed record ChargeWallet([property: Id(0)] Money Amount, [property: Id(1)] CommandKey Key)
{
    /// <summary>The largest amount of one charge.</summary>
    public const long MaxAmount = 10_000_000;
}

/// <param name="Balance">The balance right after this charge.</param>
[GenerateSerializer, Immutable, Alias("ChargeReceipt")]
public sealed record ChargeReceipt(
    [property: Id(0)] TransactionId TransactionId,
    [property: Id(1)] Money Amount,
    [property: Id(2)] Money Balance);

/// <param name="ChargeMissing">What the balance lacks is charged, as one decision with the payment.</param>
/// <param name="Amount">What the user was shown: another amount of the reservation is refused. Null: any is paid.</param>
/// <param name="ChargeAtMost">With <paramref name="ChargeMissing"/>: a larger charge is refused. Null: what one charge may add.</param>
[GenerateSerializer, Immutable, Alias("PayReservation")]
public sealed record PayReservation(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] CommandKey Key,
    [property: Id(2)] bool ChargeMissing = false,
    [property: Id(3)] Money? Amount = null,
    [property: Id(4)] Money? ChargeAtMost = null);

/// <param name="Balance">The balance right after this payment.</param>
/// <param name="Charged">What was charged as one decision with the payment; zero: nothing.</param>
[GenerateSerializer, Immutable, Alias("PaymentReceipt")]
public sealed record PaymentReceipt(
    [property: Id(0)] PaymentId PaymentId,
    [property: Id(1)] ReservationId ReservationId,
    [property: Id(2)] Money Amount,
    [property: Id(3)] Money Balance,
    [property: Id(4)] DateTimeOffset PaidAt,
    [property: Id(5)] Money Charged = default);

[GenerateSerializer, Immutable, Alias("RefundPayment")]
public sealed record RefundPayment([property: Id(0)] PaymentId PaymentId, [property: Id(1)] CommandKey Key);

/// <param name="Balance">The balance right after this refund.</param>
[GenerateSerializer, Immutable, Alias("RefundReceipt")]
public sealed record RefundReceipt(
    [property: Id(0)] RefundId RefundId,
    [property: Id(1)] PaymentId PaymentId,
    [property: Id(2)] Money Amount,
    [property: Id(3)] Money Balance);

/// <summary>The kind of a ledger entry.</summary>
[GenerateSerializer, Alias("TransactionKind")]
public enum TransactionKind
{
    Charge = 0,
    Payment = 1,
    Refund = 2,
}

/// <param name="Amount">Signed: a payment is negative.</param>
/// <param name="Balance">The balance right after this entry.</param>
/// <param name="Reference">The id of the payment or the refund; null for a charge.</param>
[GenerateSerializer, Immutable, Alias("WalletTransaction")]
public sealed record WalletTransaction(
    [property: Id(0)] TransactionId TransactionId,
    [property: Id(1)] TransactionKind Kind,
    [property: Id(2)] Money Amount,
    [property: Id(3)] Money Balance,
    [property: Id(4)] string? Reference,
    [property: Id(5)] DateTimeOffset CreatedAt);

/// <param name="Next">Where the next page starts; null on the last page.</param>
[GenerateSerializer, Immutable, Alias("TransactionPage")]
public sealed record TransactionPage([property: Id(0)] ImmutableArray<WalletTransaction> Items, [property: Id(1)] long? Next);
