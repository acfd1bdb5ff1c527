using System.Collections.Immutable;
using Concert.Reservations;

namespace Concert.Seats;

/// <summary>The rows of a performance's seats beside the status of their reservations, for the seat map and its reconciliation.</summary>
public interface ISeatRecords
{
    /// <summary>Both parts, read in one database snapshot.</summary>
    Task<PerformanceSeats> ReadAsync(PerformanceId performance);
}

/// <param name="Seats">Every seat that has a row.</param>
/// <param name="PaidNotSold">Seats of paid reservations whose row does not say that they are sold to that reservation.</param>
public sealed record PerformanceSeats(ImmutableArray<SeatRecord> Seats, ImmutableArray<MismatchedSeat> PaidNotSold);

/// <param name="ReservationStatus">
/// The status, by its user's journal, of <see cref="SeatState.ReservationId"/>; null when the journal has no such reservation.
/// </param>
/// <param name="IsLeftBehind">
/// The reservation is held and does not have the seat: it dropped the seat, or a change of it was given up or is under way.
/// </param>
public sealed record SeatRecord(
    SeatId SeatId, long Version, SeatState State, ReservationStatus? ReservationStatus, bool IsLeftBehind = false);

/// <summary>A seat whose row disagrees with its reservation, or a hold that is overdue.</summary>
/// <param name="Until">The end of an overdue hold that agrees with its reservation; null when the row disagrees.</param>
public sealed record MismatchedSeat(SeatId SeatId, ReservationId ReservationId, UserId UserId, DateTimeOffset? Until = null);
