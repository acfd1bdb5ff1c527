using System.Collections.Immutable;
using Concert.Catalog;
using Concert.CheckIns;

namespace Concert.Reservations;

/// <summary>The status of a reservation: <c>Held → Paid | Expired | Released</c>, <c>Paid → Refunded</c>, and nothing else.</summary>
[GenerateSerializer, Alias("ReservationStatus")]
public enum ReservationStatus
{
    Held = 0,
    Paid = 1,
    Expired = 2,
    Released = 3,
    Refunded = 4,
}

/// <summary>The place in a concert's queue that the caller's signed token names.</summary>
[GenerateSerializer, Immutable, Alias("QueueTicket")]
public readonly record struct QueueTicket([property: Id(0)] ConcertId ConcertId, [property: Id(1)] long Place);

/// <param name="SeatIds">The requested seats; empty with <paramref name="BestAvailable"/>.</param>
/// <param name="BestAvailable">The number of requested seats; null with <paramref name="SeatIds"/>.</param>
[GenerateSerializer, Immutable, Alias("ReserveSeats")]
public sealed record ReserveSeats(
    [property: Id(0)] PerformanceId PerformanceId,
    [property: Id(1)] ImmutableArray<SeatId> SeatIds,
    [property: Id(2)] BestAvailable? BestAvailable,
    [property: Id(3)] QueueTicket Ticket,
    [property: Id(4)] CommandKey Key);

/// <param name="Add">Seats of the same performance that the reservation does not have.</param>
/// <param name="Drop">Seats of the reservation, none of them among <paramref name="Add"/>.</param>
[GenerateSerializer, Immutable, Alias("ChangeSeats")]
public sealed record ChangeSeats(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] ImmutableArray<SeatId> Add,
    [property: Id(2)] ImmutableArray<SeatId> Drop,
    [property: Id(3)] CommandKey Key);

/// <param name="Quantity">The number of seats.</param>
/// <param name="Section">The name of a section; null for the best of all sections.</param>
[GenerateSerializer, Immutable, Alias("BestAvailable")]
public sealed record BestAvailable([property: Id(0)] int Quantity, [property: Id(1)] string? Section);

/// <param name="ExpiresAt">The exclusive end of the hold.</param>
/// <param name="PaymentId">The payment; null before the reservation is paid.</param>
/// <param name="Number">The booking number. Null for a reservation of a version without numbers, and from such a process.</param>
/// <param name="TicketVersion">The version of its tickets; null when it has none, and from a process that knows no tickets.</param>
/// <param name="TicketUses">The tickets that were used; null: none.</param>
[GenerateSerializer, Immutable, Alias("ReservationView")]
public sealed record ReservationView(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] PerformanceId PerformanceId,
    [property: Id(2)] ReservationStatus Status,
    [property: Id(3)] ImmutableArray<SeatOffer> Seats,
    [property: Id(4)] Money Amount,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset ExpiresAt,
    [property: Id(7)] PaymentId? PaymentId,
    [property: Id(8)] string? Number = null,
    [property: Id(9)] int? TicketVersion = null,
    [property: Id(10)] ImmutableArray<TicketUse>? TicketUses = null);

/// <param name="Next">Where the next page starts; null on the last page.</param>
[GenerateSerializer, Immutable, Alias("ReservationPage")]
public sealed record ReservationPage([property: Id(0)] ImmutableArray<ReservationView> Items, [property: Id(1)] long? Next);

/// <param name="SeatIds">Seats whose rows name this reservation; by its status they may have to be freed or sold.</param>
/// <param name="Until">
/// The latest end of the holds of those seats. Null when no row gives one, and from a process that did not send it: a reservation
/// that its user's grain does not know then counts as ended.
/// </param>
[GenerateSerializer, Immutable, Alias("ResolveReservation")]
public sealed record ResolveReservation(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] PerformanceId PerformanceId,
    [property: Id(2)] ImmutableArray<SeatId> SeatIds,
    [property: Id(3)] DateTimeOffset? Until = null);

/// <param name="Status">The durable status of the reservation; <c>Held</c> also while its holds last and it is not made yet.</param>
/// <param name="DueAt">The end of the hold, by the clock of the user's grain; null once the reservation is no longer held.</param>
/// <param name="DueIn">
/// The time until <paramref name="DueAt"/> by that clock. The caller waits this long and compares no clocks. Null once the
/// reservation is no longer held, and from a process that did not send it.
/// </param>
[GenerateSerializer, Immutable, Alias("ReservationResolution")]
public sealed record ReservationResolution(
    [property: Id(0)] ReservationStatus Status,
    [property: Id(1)] DateTimeOffset? DueAt,
    [property: Id(2)] TimeSpan? DueIn = null);
