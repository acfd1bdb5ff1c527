using System.Collections.Immutable;
using Concert.Reservations;
using Orleans.Concurrency;

namespace Concert.Seats;

/// <summary>
/// The picture of a performance's seats: a cache of the seats' own rows, the clock of their holds, and what heals them
/// after a crash. It owns nothing that would be lost with it. Key: the performance's id.
/// </summary>
[Alias("ISeatMapGrain")]
public interface ISeatMapGrain : IGrainWithStringKey
{
    /// <summary>What changed since a version, or everything. Refusals: <c>performance_not_found</c>.</summary>
    [Alias("Read")]
    Task<Outcome<SeatMapView>> Read(long sinceVersion);

    /// <summary>Refusals: <c>performance_not_found</c>.</summary>
    [Alias("Count")]
    Task<Outcome<SeatCounts>> Count();

    /// <summary>What is sold at this moment. Refusals: <c>performance_not_found</c>.</summary>
    [Alias("Sales")]
    Task<Outcome<PerformanceSales>> Sales();

    /// <summary>
    /// Free seats for someone who leaves the choice to us: together where there are any, leaving no single seat alone
    /// where it can be helped. A suggestion only: a hold decides. Refusals: <c>performance_not_found</c>, <c>sold_out</c>.
    /// </summary>
    /// <param name="wanted">How many, and where.</param>
    /// <param name="except">Seats found taken that the picture may still show free.</param>
    [Alias("PickBest")]
    Task<Outcome<ImmutableArray<SeatId>>> PickBest(BestAvailable wanted, ImmutableArray<SeatId> except);

    /// <summary>Up to three sets of free seats of the same number, nearest in place and price to those asked for.</summary>
    [Alias("Suggest")]
    Task<ImmutableArray<ImmutableArray<SeatId>>> Suggest(ImmutableArray<SeatId> seatIds);

    /// <summary>A seat tells what it has become. One way: a lost one is made good by the next sweep.</summary>
    [OneWay]
    [Alias("SeatChanged")]
    Task SeatChanged(SeatChange change);

    /// <summary>Brings the map to life, so that it sweeps its seats and keeps the time of their holds.</summary>
    [Alias("Watch")]
    Task Watch();
}
