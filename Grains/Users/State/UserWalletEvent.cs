using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Concert.Catalog;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>
/// What happened to a user's money and reservations. Each event carries its own result, so that receipts, ledger rows and
/// repeated answers all read the event and never the state, which others may have moved on.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Charged), "charged")]
[JsonDerivedType(typeof(Reserved), "reserved")]
[JsonDerivedType(typeof(Paid), "paid")]
[JsonDerivedType(typeof(Expired), "expired")]
[JsonDerivedType(typeof(Released), "released")]
[JsonDerivedType(typeof(Refunded), "refunded")]
public abstract record UserWalletEvent(DateTimeOffset At)
{
    /// <summary>The name under which it stands in the journal.</summary>
    [JsonIgnore]
    public string Kind => this switch
    {
        Charged => "charged",
        Reserved => "reserved",
        Paid => "paid",
        Expired => "expired",
        Released => "released",
        Refunded => "refunded",
        _ => throw new UnreachableException($"No such event: {GetType().Name}."),
    };

    public sealed record Charged(TransactionId TransactionId, Money Amount, Money Balance, DateTimeOffset At)
        : UserWalletEvent(At);

    public sealed record Reserved(Reservation Reservation, DateTimeOffset At) : UserWalletEvent(At);

    /// <summary>Debit and fate in one: there is no moment between them.</summary>
    public sealed record Paid(
        ReservationId ReservationId,
        PaymentId PaymentId,
        TransactionId TransactionId,
        Money Amount,
        Money Balance,
        DateTimeOffset At) : UserWalletEvent(At);

    /// <summary>Also the tombstone of a reservation that never came to be: no <see cref="Reserved"/> of that id can follow it.</summary>
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
}

/// <summary>What a user asked for and got: which seats, at what price, until when, and what became of it.</summary>
/// <param name="Ticket">The place in the queue it was made from; its slot ends with the payment. None: a tombstone.</param>
/// <param name="Until">The exclusive end of the hold.</param>
/// <param name="StartsAt">From here on no refund.</param>
/// <param name="Seq">Its row in the user's journal: newest first is by this.</param>
public sealed record Reservation(
    ReservationId ReservationId,
    PerformanceId PerformanceId,
    QueueTicket? Ticket,
    ImmutableArray<SeatOffer> Seats,
    Money Amount,
    DateTimeOffset CreatedAt,
    DateTimeOffset Until,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset StartsAt,
    long Seq,
    ReservationStatus Status)
{
    // The generated equality would compare the array of seats by reference.
    public bool Equals(Reservation? other) =>
        other is not null
        && ReservationId == other.ReservationId
        && PerformanceId == other.PerformanceId
        && Ticket == other.Ticket
        && Seats.AsSpan().SequenceEqual(other.Seats.AsSpan())
        && Amount == other.Amount
        && CreatedAt == other.CreatedAt
        && Until == other.Until
        && SalesOpenAt == other.SalesOpenAt
        && StartsAt == other.StartsAt
        && Seq == other.Seq
        && Status == other.Status;

    public override int GetHashCode() => ReservationId.GetHashCode();
}
