using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Concert.Seats;

/// <summary>
/// The picture of a performance's seats, for reading and choosing. Its other part keeps the time of holds and heals.
/// </summary>
[Reentrant]
internal sealed partial class SeatMapGrain(
    ISeatRecords rows,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    ILogger<SeatMapGrain> logger) : Grain, ISeatMapGrain, IRemindable
{
    // Between two readers of one picture: whom a seat was offered to has this long to ask for it before the next is.
    private static readonly TimeSpan OfferDuration = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, DateTimeOffset> _offers = [];
    private PerformanceId _performance;
    private SeatMap? _map;
    private (long Version, string Seats, ImmutableArray<ImmutableArray<SeatId>> Sets) _lastSuggestion;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _performance = new(this.GetPrimaryKeyString());
        var layout = await GrainFactory.GetGrain<ICatalogGrain>(0).Layout(_performance);
        if (!layout.IsGranted) return;

        // Milliseconds since 1970, times a thousand: above the last activation's versions, and within what JSON numbers hold.
        _map = new(layout.Value, time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000);
        await SweepAsync();
        SweepWhileAwake();
    }

    public Task<Outcome<SeatMapView>> Read(long sinceVersion) => Task.FromResult<Outcome<SeatMapView>>(
        _map is null ? NotFound() : _map.Read(sinceVersion));

    public Task<Outcome<SeatCounts>> Count() => Task.FromResult<Outcome<SeatCounts>>(
        _map is null ? NotFound() : new SeatCounts(_map.TotalCount, _map.AvailableCount));

    public Task<Outcome<PerformanceSales>> Sales() => Task.FromResult<Outcome<PerformanceSales>>(
        _map is null ? NotFound() : _map.Sales);

    public Task<Outcome<ImmutableArray<SeatId>>> PickBest(BestAvailable wanted, ImmutableArray<SeatId> except) =>
        Task.FromResult(_map is null ? NotFound() : Pick(_map, wanted, except));

    public Task<ImmutableArray<ImmutableArray<SeatId>>> Suggest(ImmutableArray<SeatId> seatIds)
    {
        if (_map is not { } map) return Task.FromResult(ImmutableArray<ImmutableArray<SeatId>>.Empty);
        // The many who lose one seat ask the same thing of the same picture.
        var asked = string.Join(' ', seatIds.Select(seat => seat.Value));
        if (_lastSuggestion.Version != map.Version || _lastSuggestion.Seats != asked)
        {
            var sets = SeatSuggestions.Find(map, [.. seatIds.Select(map.Layout.IndexOf)]);
            _lastSuggestion = (map.Version, asked, [.. sets.Select(set => IdsOf(map, set))]);
        }

        return Task.FromResult(_lastSuggestion.Sets);
    }

    // Nothing to keep an activation for; it is not a cache of what does not exist.
    private Refusal.PerformanceNotFound NotFound()
    {
        DeactivateOnIdle();
        return new();
    }

    private Outcome<ImmutableArray<SeatId>> Pick(SeatMap map, BestAvailable wanted, ImmutableArray<SeatId> except)
    {
        var now = time.GetUtcNow();
        var taken = except.Select(map.Layout.IndexOf).ToHashSet();
        // Without it all who ask between two changes of the picture would be sent after the same seats.
        var picked = BestSeats.Pick(
            map, wanted.Quantity, wanted.Section, seat => taken.Contains(seat) || IsOffered(seat, now));
        if (picked.IsEmpty) picked = BestSeats.Pick(map, wanted.Quantity, wanted.Section, taken.Contains);
        if (picked.IsEmpty) return new Refusal.SoldOut();
        foreach (var seat in picked) _offers[seat] = now + OfferDuration;
        return IdsOf(map, picked);
    }

    private bool IsOffered(int seat, DateTimeOffset now)
    {
        if (!_offers.TryGetValue(seat, out var until)) return false;
        if (now < until) return true;
        _offers.Remove(seat);
        return false;
    }

    private static ImmutableArray<SeatId> IdsOf(SeatMap map, ImmutableArray<int> seats) =>
        [.. seats.Select(seat => map.Layout.SeatAt(seat).SeatId)];
}
