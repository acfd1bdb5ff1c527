using System.Collections.Immutable;
using System.Diagnostics;
using Concert.Catalog;
using Concert.Reservations;

namespace Concert.Users;

/// <summary>The stored form of a <see cref="Reservation"/>, in events and snapshots.</summary>
/// <param name="Status"><c>Held</c>, <c>Paid</c>, <c>Expired</c>, <c>Released</c> or <c>Refunded</c>.</param>
/// <param name="EndedAt">Null also for one that ended before this value was stored.</param>
/// <param name="Number">Null also for one that was made before there were numbers.</param>
/// <param name="CheckIns">Null: no ticket was used.</param>
/// <param name="Changes">Null: its seats are those that it was made with.</param>
public sealed record StoredReservation(
    string ReservationId,
    string PerformanceId,
    ImmutableArray<StoredSeatOffer> Seats,
    long Amount,
    DateTimeOffset CreatedAt,
    DateTimeOffset Until,
    DateTimeOffset SalesOpenAt,
    DateTimeOffset StartsAt,
    long Seq,
    string Status,
    StoredTicket? Ticket = null,
    DateTimeOffset? EndedAt = null,
    string? Number = null,
    ImmutableArray<StoredCheckIn>? CheckIns = null,
    ImmutableArray<StoredSeatsDropped>? Changes = null)
{
    public static StoredReservation Of(Reservation reservation) => new(
        reservation.ReservationId.Value,
        reservation.PerformanceId.Value,
        [.. reservation.Seats.Select(StoredSeatOffer.Of)],
        reservation.Amount.Amount,
        reservation.CreatedAt,
        reservation.Until,
        reservation.SalesOpenAt,
        reservation.StartsAt,
        reservation.Seq,
        NameOf(reservation.Status),
        reservation.Ticket is { } ticket ? new StoredTicket(ticket.ConcertId.Value, ticket.Place) : null,
        reservation.EndedAt,
        reservation.Number,
        reservation.CheckIns.IsEmpty ? null : [.. reservation.CheckIns.Select(StoredCheckIn.Of)],
        reservation.Changes.IsEmpty ? null : [.. reservation.Changes.Select(StoredSeatsDropped.Of)]);

    public Reservation ToReservation() => new(
        new(ReservationId),
        new(PerformanceId),
        Ticket is null ? null : new QueueTicket(new(Ticket.ConcertId), Ticket.Place),
        [.. Seats.Select(seat => seat.ToSeatOffer())],
        new(Amount),
        CreatedAt,
        Until,
        SalesOpenAt,
        StartsAt,
        Seq,
        StatusOf(Status),
        EndedAt,
        Number)
    {
        CheckIns = [.. CheckIns.GetValueOrDefault([]).Select(checkIn => checkIn.ToCheckIn())],
        Changes = [.. Changes.GetValueOrDefault([]).Select(change => change.ToSeatsDropped())],
    };

    private static string NameOf(ReservationStatus status) => status switch
    {
        ReservationStatus.Held => "Held",
        ReservationStatus.Paid => "Paid",
        ReservationStatus.Expired => "Expired",
        ReservationStatus.Released => "Released",
        ReservationStatus.Refunded => "Refunded",
        _ => throw new UnreachableException($"No such reservation status: {status}."),
    };

    private static ReservationStatus StatusOf(string name) => name switch
    {
        "Held" => ReservationStatus.Held,
        "Paid" => ReservationStatus.Paid,
        "Expired" => ReservationStatus.Expired,
        "Released" => ReservationStatus.Released,
        "Refunded" => ReservationStatus.Refunded,
        _ => throw new InvariantException($"A reservation is stored with the unknown status '{name}'."),
    };
}

/// <summary>The stored form of the place in the queue that a reservation was made from.</summary>
public sealed record StoredTicket(string ConcertId, long Place);

/// <summary>The stored form of a <see cref="SeatCheckIn"/>.</summary>
public sealed record StoredCheckIn(string SeatId, DateTimeOffset At, string Door, string RequestId)
{
    public static StoredCheckIn Of(SeatCheckIn checkIn) => new(checkIn.SeatId.Value, checkIn.At, checkIn.Door, checkIn.RequestId);

    public SeatCheckIn ToCheckIn() => new(new(SeatId), At, Door, RequestId);
}

/// <summary>The stored form of <see cref="SeatsDropped"/>.</summary>
public sealed record StoredSeatsDropped(ImmutableArray<string> SeatIds, DateTimeOffset At)
{
    public static StoredSeatsDropped Of(SeatsDropped dropped) => new([.. dropped.SeatIds.Select(seat => seat.Value)], dropped.At);

    public SeatsDropped ToSeatsDropped() => new([.. SeatIds.Select(seat => new SeatId(seat))], At);
}

/// <summary>The stored form of a seat as it was offered: its name and price at that time.</summary>
public sealed record StoredSeatOffer(string SeatId, string Section, int Row, int Number, long Price)
{
    public static StoredSeatOffer Of(SeatOffer seat) => new(seat.SeatId.Value, seat.Section, seat.Row, seat.Number, seat.Price.Amount);

    public SeatOffer ToSeatOffer() => new(new(SeatId), Section, Row, Number, new(Price));
}
