using System.Collections.Immutable;

namespace Concert.CheckIns;

/// <summary>Finds whose reservation a ticket or a booking number is of. It decides nothing. Key: 0.</summary>
[Alias("IBookingsGrain")]
public interface IBookingsGrain : IGrainWithIntegerKey
{
    /// <summary>Null when there is no such reservation.</summary>
    [Alias("Find")]
    Task<Booking?> Find(ReservationId reservationId);

    /// <summary>Null when no reservation has the number.</summary>
    [Alias("FindByNumber")]
    Task<Booking?> FindByNumber(string number);
}

/// <param name="Number">Null for a reservation of a version without numbers.</param>
[GenerateSerializer, Immutable, Alias("Booking")]
public sealed record Booking(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] UserId UserId,
    [property: Id(2)] PerformanceId PerformanceId,
    [property: Id(3)] ImmutableArray<SeatId> SeatIds,
    [property: Id(4)] string? Number);
