using System.Collections.Immutable;
using Concert.Catalog;
using Concert.CheckIns;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>A user's claim to seats of one performance: which seats, at what price, until when, and its status.</summary>
/// <param name="Ticket">The place in the queue that it was made from; its slot ends with the payment. Null for a tombstone.</param>
/// <param name="Until">The exclusive end of the hold.</param>
/// <param name="StartsAt">The start of the performance: from then on nothing is paid or refunded.</param>
/// <param name="Seq">Its row in the user's journal; lists are ordered by it.</param>
/// <param name="EndedAt">
/// When it expired, was released or was refunded. Null before, for a tombstone, for an archived one, and for one that ended before
/// its user's snapshots had this value.
/// </param>
/// <param name="Number">
/// The <see cref="BookingNumber"/>, which no other reservation has. Null for a tombstone, and for one that was made before there were
/// numbers.
/// </param>
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
    ReservationStatus Status,
    DateTimeOffset? EndedAt = null,
    string? Number = null)
{
    /// <summary>What a code of a paid reservation's tickets must name. A refund ends the only version that there is.</summary>
    public const int PaidTicketVersion = 1;

    /// <summary>The tickets that were used, in this order. Not of an archived reservation: none of its tickets was.</summary>
    public ImmutableArray<SeatCheckIn> CheckIns { get; init; } = [];

    /// <summary>
    /// One for each time that its user changed its seats, in this order. A seat that it dropped never comes back to it, so that a late
    /// message that frees the seat is never wrong.
    /// </summary>
    public ImmutableArray<SeatsDropped> Changes { get; init; } = [];

    /// <summary>The version of its tickets that doors accept; null when it has no tickets.</summary>
    public int? TicketVersion => Status is ReservationStatus.Paid ? PaidTicketVersion : null;

    /// <summary>Nothing about it changes any more.</summary>
    public bool IsEnded => Status is ReservationStatus.Expired or ReservationStatus.Released or ReservationStatus.Refunded;

    /// <summary>A reservation without seats: it was never made, and now it never can be.</summary>
    public bool IsTombstone => Seats.IsEmpty;

    public bool Has(SeatId seat) => Seats.Any(own => own.SeatId == seat);

    public bool HasDropped(SeatId seat) => Changes.Any(change => change.SeatIds.Contains(seat));

    /// <summary>Its user gave the seats back without paying for them, or let the hold lapse. A refunded reservation was paid.</summary>
    public bool IsLetGo => Status is ReservationStatus.Expired or ReservationStatus.Released && !IsTombstone;

    public static Reservation Tombstone(ReservationId id, PerformanceId performance, DateTimeOffset at, long seq) => new(
        id,
        performance,
        Ticket: null,
        ImmutableArray<SeatOffer>.Empty,
        Money.Zero,
        CreatedAt: at,
        Until: at,
        SalesOpenAt: at,
        StartsAt: at,
        seq,
        ReservationStatus.Expired);

    // The generated equality would compare the arrays of seats by reference.
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
        && Status == other.Status
        && EndedAt == other.EndedAt
        && Number == other.Number
        && CheckIns.AsSpan().SequenceEqual(other.CheckIns.AsSpan())
        && Changes.AsSpan().SequenceEqual(other.Changes.AsSpan());

    public override int GetHashCode() => ReservationId.GetHashCode();
}
