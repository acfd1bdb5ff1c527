using System.Collections.Immutable;
using Concert.Reservations;

namespace Concert.Seats;

/// <summary>The rows of a performance's seats beside what their reservations came to, for the seat map and its healing.</summary>
public interface ISeatRecords
{
    /// <summary>Both parts from one snapshot of the database.</summary>
    Task<PerformanceSeats> ReadAsync(PerformanceId performance);

    /// <summary>The performances that have a seat held: whose maps must be awake.</summary>
    Task<IReadOnlyList<PerformanceId>> FindHoldingAsync();
}

/// <param name="Seats">Every seat that was ever touched.</param>
/// <param name="PaidNotSold">Seats of paid reservations whose own row does not say that they are sold to it.</param>
public sealed record PerformanceSeats(ImmutableArray<SeatRecord> Seats, ImmutableArray<MismatchedSeat> PaidNotSold);

/// <param name="Fate">What the journal says of <see cref="SeatState.ReservationId"/>; none: it knows no such reservation.</param>
public sealed record SeatRecord(SeatId SeatId, long Version, SeatState State, ReservationStatus? Fate);

public sealed record MismatchedSeat(SeatId SeatId, ReservationId ReservationId, UserId UserId);
