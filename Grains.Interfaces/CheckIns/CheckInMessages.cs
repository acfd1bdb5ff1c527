using Concert.Catalog;

namespace Concert.CheckIns;

/// <param name="Version">The version that the ticket's code names; null for a ticket that was named by its booking number.</param>
/// <param name="Door">The name of the door's key.</param>
/// <param name="RequestId">Of the request at the door: a second call with it is a repetition, and not a second person.</param>
/// <param name="ScannedAt">When a door without a network let the ticket in, which it reports now; null: now.</param>
[GenerateSerializer, Immutable, Alias("CheckInTicket")]
public sealed record CheckInTicket(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] SeatId SeatId,
    [property: Id(2)] int? Version,
    [property: Id(3)] string Door,
    [property: Id(4)] string RequestId,
    [property: Id(5)] DateTimeOffset? ScannedAt = null);

/// <param name="Number">The booking number; null for a reservation of a version without numbers.</param>
/// <param name="At">When the door let the ticket in.</param>
[GenerateSerializer, Immutable, Alias("CheckInReceipt")]
public sealed record CheckInReceipt(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] PerformanceId PerformanceId,
    [property: Id(2)] SeatOffer Seat,
    [property: Id(3)] string? Number,
    [property: Id(4)] DateTimeOffset At,
    [property: Id(5)] string Door);

/// <summary>The use of a ticket.</summary>
/// <param name="At">When the door let the ticket in.</param>
/// <param name="Door">The name of the door's key.</param>
[GenerateSerializer, Immutable, Alias("TicketUse")]
public sealed record TicketUse(
    [property: Id(0)] SeatId SeatId, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Door);
