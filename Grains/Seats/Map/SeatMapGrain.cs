using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Reservations;
using Concert.Storage;
using Concert.Timing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Core.Internal;

namespace Concert.Seats;

/// <summary>
/// The seat map of a performance, for reading and choosing seats. It owns nothing: it is rebuilt from the rows of the seats. Its
/// <see cref="HoldWatch"/> ends holds and reconciles seats; user grains are called from there alone, while no caller waits.
/// </summary>
[Reentrant]
internal sealed class SeatMapGrain(
    ISeatRecords records,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    ILogger<HoldWatch> logger) : Grain, ISeatMapGrain, IRemindable, IHoldWatchHost
{
    private const string ReminderName = "holds";

    // A seat suggested to one user is not suggested to another for this long.
    private static readonly TimeSpan OfferDuration = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, long> _offers = [];
    private PerformanceId _performance;
    private SeatMap? _map;
    private HoldWatch? _watch;
    private GrainAlarm? _alarm;
    private (long Version, string Seats, ImmutableArray<ImmutableArray<SeatId>> Sets) _lastSuggestion;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _performance = new(this.GetPrimaryKeyString());
        var layout = await GrainFactory.GetGrain<ICatalogGrain>(0).Layout(_performance);
        if (!layout.IsGranted) return;

        // Milliseconds since 1970, times a thousand: above every version of earlier activations, and within the range of integers
        // that JSON numbers hold exactly.
        _map = new(layout.Value, time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000);
        _alarm = new(this, time, () => _watch!.OnAlarmAsync(), keepAlive: true);
        _watch = new(_performance, _map, records, this, time, logger);
        await _watch.SweepAsync();
        this.RegisterGrainTimer(
            _watch.OnSweepTimerAsync,
            new GrainTimerCreationOptions { DueTime = HoldWatch.SweepPeriod, Period = HoldWatch.SweepPeriod, Interleave = true });
    }

    public Task SeatChanged(SeatChange change)
    {
        _watch?.SeatChanged(change);
        return Task.CompletedTask;
    }

    public Task Watch() => _watch?.SweepIfStaleAsync() ?? Task.CompletedTask;

    public Task ReceiveReminder(string reminderName, TickStatus status) => _watch?.OnReminderAsync() ?? Task.CompletedTask;

    public Task<Outcome<SeatMapView>> Read(long sinceVersion) => Task.FromResult<Outcome<SeatMapView>>(
        _map is null ? NotFound() : _map.Read(sinceVersion));

    public Task<Outcome<SeatCounts>> Count() => Task.FromResult<Outcome<SeatCounts>>(
        _map is null ? NotFound() : _map.Counts);

    public Task<Outcome<PerformanceSales>> Sales() => Task.FromResult<Outcome<PerformanceSales>>(
        _map is null ? NotFound() : _map.Sales);

    public Task<Outcome<ImmutableArray<SeatId>>> PickBest(BestAvailable wanted, ImmutableArray<SeatId> except) =>
        Task.FromResult(_map is null ? NotFound() : Pick(_map, wanted, except));

    public Task<ImmutableArray<ImmutableArray<SeatId>>> Suggest(ImmutableArray<SeatId> seatIds) => SuggestExcept(seatIds, []);

    public Task<ImmutableArray<ImmutableArray<SeatId>>> SuggestExcept(ImmutableArray<SeatId> seatIds, ImmutableArray<SeatId> except)
    {
        if (_map is not { } map) return Task.FromResult(ImmutableArray<ImmutableArray<SeatId>>.Empty);
        if (!except.IsEmpty) return Task.FromResult(Find(map, seatIds, except));
        // Many users who lose the same seat ask for the same suggestion at the same version of the map.
        var asked = string.Join(' ', seatIds.Select(seat => seat.Value));
        if (_lastSuggestion.Version != map.Version || _lastSuggestion.Seats != asked)
        {
            _lastSuggestion = (map.Version, asked, Find(map, seatIds, except));
        }

        return Task.FromResult(_lastSuggestion.Sets);
    }

    public Task<ImmutableArray<SeatId>> LeftAlone(
        ImmutableArray<SeatId> seats, ImmutableArray<SeatId> kept, ImmutableArray<SeatId> dropped)
    {
        if (_map is not { } map) return Task.FromResult(ImmutableArray<SeatId>.Empty);
        var added = seats.Select(map.Layout.IndexOf).ToList();
        // Taken by others, or held already by an earlier attempt of the same command: the hold decides.
        if (!added.TrueForAll(map.IsAvailable)) return Task.FromResult(ImmutableArray<SeatId>.Empty);
        var alone = LoneSeats.Of(
            map, added.Concat(kept.Select(map.Layout.IndexOf)).ToHashSet(), dropped.Select(map.Layout.IndexOf).ToHashSet());
        return Task.FromResult(IdsOf(map, alone));
    }

    void IHoldWatchHost.SetAlarm(TimeSpan? delay) => _alarm!.SetAfter(delay);

    Task<ReservationResolution> IHoldWatchHost.ResolveAsync(UserId user, ResolveReservation command) =>
        GrainFactory.Grain<IReservationsGrain>(user.Value).Resolve(command);

    void IHoldWatchHost.Reload(SeatId seat) =>
        GrainFactory.Grain<ISeatGrain>(SeatKey.Of(_performance, seat))
            .AsReference<IGrainManagementExtension>().DeactivateOnIdle().AsTask().Ignore();

    Task IHoldWatchHost.RegisterReminderAsync(TimeSpan period) => this.RegisterOrUpdateReminder(ReminderName, period, period);

    async Task IHoldWatchHost.UnregisterReminderAsync()
    {
        if (await this.GetReminder(ReminderName) is { } reminder) await this.UnregisterReminder(reminder);
    }

    // Unknown performance: deactivate, so that bad ids do not fill memory.
    private Refusal.PerformanceNotFound NotFound()
    {
        DeactivateOnIdle();
        return new();
    }

    private Outcome<ImmutableArray<SeatId>> Pick(SeatMap map, BestAvailable wanted, ImmutableArray<SeatId> except)
    {
        var taken = except.Select(map.Layout.IndexOf).ToHashSet();
        // Without the offers, all users who ask between two changes of the map would compete for the same seats.
        var picked = BestSeats.Pick(
            map, wanted.Quantity, wanted.Section, seat => taken.Contains(seat) || IsOffered(seat));
        if (picked.IsEmpty) picked = BestSeats.Pick(map, wanted.Quantity, wanted.Section, taken.Contains);
        if (picked.IsEmpty) return BestSeats.Refuse(map, wanted.Section, taken.Contains);
        foreach (var seat in picked) _offers[seat] = time.GetTimestamp();
        return IdsOf(map, picked);
    }

    private static ImmutableArray<ImmutableArray<SeatId>> Find(
        SeatMap map, ImmutableArray<SeatId> seatIds, ImmutableArray<SeatId> except)
    {
        var excluded = except.Select(map.Layout.IndexOf).ToHashSet();
        var sets = SeatSuggestions.Find(map, [.. seatIds.Select(map.Layout.IndexOf)], excluded.Contains);
        return [.. sets.Select(set => IdsOf(map, set))];
    }

    private bool IsOffered(int seat)
    {
        if (!_offers.TryGetValue(seat, out var offeredAt)) return false;
        if (time.GetElapsedTime(offeredAt) < OfferDuration) return true;
        _offers.Remove(seat);
        return false;
    }

    private static ImmutableArray<SeatId> IdsOf(SeatMap map, ImmutableArray<int> seats) =>
        [.. seats.Select(seat => map.Layout.SeatAt(seat).SeatId)];
}
