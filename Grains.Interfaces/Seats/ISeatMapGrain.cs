using System.Collections.Immutable;
using Concert.Reservations;
using Orleans.Concurrency;

namespace Concert.Seats;

/// <summary>
/// The seat map of a performance: a view of the rows of its seats, the schedule of their holds, and their reconciliation after a
/// crash. It owns no data: it can be rebuilt at any time. Key: the performance's id.
/// </summary>
[Alias("ISeatMapGrain")]
public interface ISeatMapGrain : IGrainWithStringKey
{
    /// <summary>The seats that changed since a version, or all seats. Refusals: <c>performance_not_found</c>.</summary>
    [Alias("Read")]
    Task<Outcome<SeatMapView>> Read(long sinceVersion);

    /// <summary>Refusals: <c>performance_not_found</c>.</summary>
    [Alias("Count")]
    Task<Outcome<SeatCounts>> Count();

    /// <summary>The seats sold at this moment and their revenue. Refusals: <c>performance_not_found</c>.</summary>
    [Alias("Sales")]
    Task<Outcome<PerformanceSales>> Sales();

    /// <summary>
    /// The best available seats for a user who names only a number: together where possible, and without leaving a single seat alone
    /// where possible. This is only a suggestion; the hold decides. Refusals: <c>performance_not_found</c>, <c>sold_out</c>,
    /// <c>all_seats_held</c>.
    /// </summary>
    /// <param name="wanted">The number of seats, and the section.</param>
    /// <param name="except">Seats that the user cannot have although the map may show them as available.</param>
    [Alias("PickBest")]
    Task<Outcome<ImmutableArray<SeatId>>> PickBest(BestAvailable wanted, ImmutableArray<SeatId> except);

    /// <summary>Up to three sets of the same number of available seats, nearest in place and price to the requested ones.</summary>
    [Alias("Suggest")]
    Task<ImmutableArray<ImmutableArray<SeatId>>> Suggest(ImmutableArray<SeatId> seatIds);

    /// <summary>The same, without seats that the user cannot have although the map shows them as available.</summary>
    [Alias("SuggestExcept")]
    Task<ImmutableArray<ImmutableArray<SeatId>>> SuggestExcept(ImmutableArray<SeatId> seatIds, ImmutableArray<SeatId> except);

    /// <summary>
    /// The available seats that would be left alone between others if a user took some seats: none where the number of seats that the
    /// user takes beside each other leaves no other choice there, or where one of them is not available. The map may be a moment behind
    /// its seats.
    /// </summary>
    /// <param name="seats">The seats that the user wants to have more.</param>
    /// <param name="kept">Seats that the reservation has and keeps.</param>
    /// <param name="dropped">Seats that the reservation gives back.</param>
    [Alias("LeftAlone")]
    Task<ImmutableArray<SeatId>> LeftAlone(ImmutableArray<SeatId> seats, ImmutableArray<SeatId> kept, ImmutableArray<SeatId> dropped);

    /// <summary>A seat reports its change. One way: the next sweep corrects a lost message.</summary>
    [OneWay]
    [Alias("SeatChanged")]
    Task SeatChanged(SeatChange change);

    /// <summary>Activates the map, so that it sweeps its seats and ends their holds on time.</summary>
    [Alias("Watch")]
    Task Watch();
}
