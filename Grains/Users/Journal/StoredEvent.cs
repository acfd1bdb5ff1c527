using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Concert.Users;

/// <summary>
/// The stored form of a <see cref="UserWalletEvent"/>: the body of a journal row. It uses no type that crosses the wire, so that
/// a change of a message cannot change what is stored. CONTRIBUTING.md § To change an event or a state says how it may change.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Charged), EventKinds.Charged)]
[JsonDerivedType(typeof(Reserved), EventKinds.Reserved)]
[JsonDerivedType(typeof(Paid), EventKinds.Paid)]
[JsonDerivedType(typeof(Expired), EventKinds.Expired)]
[JsonDerivedType(typeof(Released), EventKinds.Released)]
[JsonDerivedType(typeof(Refunded), EventKinds.Refunded)]
[JsonDerivedType(typeof(SeatsChanged), EventKinds.SeatsChanged)]
[JsonDerivedType(typeof(CheckedIn), EventKinds.CheckedIn)]
public abstract record StoredEvent
{
    public static StoredEvent Of(UserWalletEvent e) => e switch
    {
        UserWalletEvent.Charged charged =>
            new Charged(charged.TransactionId.Value, charged.Amount.Amount, charged.Balance.Amount, charged.At),
        UserWalletEvent.Reserved reserved => new Reserved(StoredReservation.Of(reserved.Reservation), reserved.At),
        UserWalletEvent.Paid paid => new Paid(
            paid.ReservationId.Value,
            paid.PaymentId.Value,
            paid.TransactionId.Value,
            paid.Amount.Amount,
            paid.Balance.Amount,
            paid.At,
            paid.ChargeAmount == Money.Zero ? null : paid.ChargeAmount.Amount),
        UserWalletEvent.Expired expired => new Expired(expired.ReservationId.Value, expired.PerformanceId.Value, expired.At),
        UserWalletEvent.Released released => new Released(released.ReservationId.Value, released.At),
        UserWalletEvent.Refunded refunded => new Refunded(
            refunded.ReservationId.Value,
            refunded.PaymentId.Value,
            refunded.RefundId.Value,
            refunded.TransactionId.Value,
            refunded.Amount.Amount,
            refunded.Balance.Amount,
            refunded.At),
        UserWalletEvent.SeatsChanged changed => new SeatsChanged(StoredReservation.Of(changed.Reservation), changed.At),
        UserWalletEvent.CheckedIn checkedIn => new CheckedIn(
            checkedIn.ReservationId.Value,
            checkedIn.SeatId.Value,
            checkedIn.Door,
            checkedIn.RequestId,
            checkedIn.At,
            checkedIn.ScannedAt),
        _ => throw new UnreachableException($"No such event: {e.GetType().Name}."),
    };

    public abstract UserWalletEvent ToEvent();

    public sealed record Charged(string TransactionId, long Amount, long Balance, DateTimeOffset At) : StoredEvent
    {
        public override UserWalletEvent ToEvent() => new UserWalletEvent.Charged(new(TransactionId), new(Amount), new(Balance), At);
    }

    public sealed record Reserved(StoredReservation Reservation, DateTimeOffset At) : StoredEvent
    {
        public override UserWalletEvent ToEvent() => new UserWalletEvent.Reserved(Reservation.ToReservation(), At);
    }

    /// <param name="ChargeAmount">Null: nothing. Payments had no such value before a payment could charge.</param>
    public sealed record Paid(
        string ReservationId,
        string PaymentId,
        string TransactionId,
        long Amount,
        long Balance,
        DateTimeOffset At,
        long? ChargeAmount = null) : StoredEvent
    {
        public override UserWalletEvent ToEvent() => new UserWalletEvent.Paid(
            new(ReservationId), new(PaymentId), new(TransactionId), new(Amount), new(Balance), At, new(ChargeAmount ?? 0));
    }

    public sealed record Expired(string ReservationId, string PerformanceId, DateTimeOffset At) : StoredEvent
    {
        public override UserWalletEvent ToEvent() => new UserWalletEvent.Expired(new(ReservationId), new(PerformanceId), At);
    }

    public sealed record Released(string ReservationId, DateTimeOffset At) : StoredEvent
    {
        public override UserWalletEvent ToEvent() => new UserWalletEvent.Released(new(ReservationId), At);
    }

    public sealed record Refunded(
        string ReservationId,
        string PaymentId,
        string RefundId,
        string TransactionId,
        long Amount,
        long Balance,
        DateTimeOffset At) : StoredEvent
    {
        public override UserWalletEvent ToEvent() => new UserWalletEvent.Refunded(
            new(ReservationId), new(PaymentId), new(RefundId), new(TransactionId), new(Amount), new(Balance), At);
    }

    /// <param name="Reservation">The whole reservation after the change, still held.</param>
    public sealed record SeatsChanged(StoredReservation Reservation, DateTimeOffset At) : StoredEvent
    {
        public override UserWalletEvent ToEvent() => new UserWalletEvent.SeatsChanged(Reservation.ToReservation(), At);
    }

    /// <param name="ScannedAt">Null: the door reported the ticket at once.</param>
    public sealed record CheckedIn(
        string ReservationId,
        string SeatId,
        string Door,
        string RequestId,
        DateTimeOffset At,
        DateTimeOffset? ScannedAt = null) : StoredEvent
    {
        public override UserWalletEvent ToEvent() =>
            new UserWalletEvent.CheckedIn(new(ReservationId), new(SeatId), Door, RequestId, At, ScannedAt);
    }
}

/// <summary>The stored names of events: the <c>kind</c> of a journal row and of its body.</summary>
public static class EventKinds
{
    public const string Charged = "charged";
    public const string Reserved = "reserved";
    public const string Paid = "paid";
    public const string Expired = "expired";
    public const string Released = "released";
    public const string Refunded = "refunded";
    public const string SeatsChanged = "seats_changed";
    public const string CheckedIn = "checked_in";

    public static string Of(UserWalletEvent e) => e switch
    {
        UserWalletEvent.Charged => Charged,
        UserWalletEvent.Reserved => Reserved,
        UserWalletEvent.Paid => Paid,
        UserWalletEvent.Expired => Expired,
        UserWalletEvent.Released => Released,
        UserWalletEvent.Refunded => Refunded,
        UserWalletEvent.SeatsChanged => SeatsChanged,
        UserWalletEvent.CheckedIn => CheckedIn,
        _ => throw new UnreachableException($"No such event: {e.GetType().Name}."),
    };
}
