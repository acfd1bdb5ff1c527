using System.Collections.Immutable;

namespace Concert.CheckIns;

/// <summary>Finds reservations by what a door knows: a ticket, a booking number, a performance. It decides nothing. Key: 0.</summary>
[Alias("IBookingsGrain")]
public interface IBookingsGrain : IGrainWithIntegerKey
{
    /// <summary>Null when there is no such reservation.</summary>
    [Alias("Find")]
    Task<Booking?> Find(ReservationId reservationId);

    /// <summary>Null when no reservation has the number.</summary>
    [Alias("FindByNumber")]
    Task<Booking?> FindByNumber(string number);

    /// <summary>
    /// The reservations of a performance that are or were paid, in the order of their ids: the next ones after
    /// <paramref name="after"/>. A reservation that is paid while pages are read is on a later page, or on none.
    /// </summary>
    [Alias("ListPaid")]
    Task<PaidBookingPage> ListPaid(PerformanceId performanceId, ReservationId? after, int limit);
}

/// <param name="Number">Null for a reservation of a version without numbers.</param>
[GenerateSerializer, Immutable, Alias("Booking")]
public sealed record Booking(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] UserId UserId,
    [property: Id(2)] PerformanceId PerformanceId,
    [property: Id(3)] ImmutableArray<SeatId> SeatIds,
    [property: Id(4)] string? Number);

/// <param name="Through">The id of the last item if more follow; null: this is the last page.</param>
[GenerateSerializer, Immutable, Alias("PaidBookingPage")]
public sealed record PaidBookingPage(
    [property: Id(0)] ImmutableArray<PaidBooking> Items, [property: Id(1)] ReservationId? Through);

/// <summary>A reservation that was paid, as a door needs it.</summary>
/// <param name="Number">Null for a reservation of a version without numbers.</param>
/// <param name="TicketVersion">The version of its tickets that doors accept; null: it was refunded.</param>
/// <param name="Uses">The tickets that were used.</param>
[GenerateSerializer, Immutable, Alias("PaidBooking")]
public sealed record PaidBooking(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] ImmutableArray<SeatId> SeatIds,
    [property: Id(2)] string? Number,
    [property: Id(3)] int? TicketVersion,
    [property: Id(4)] ImmutableArray<TicketUse> Uses);
