using Concert.Catalog;
using Concert.Storage;
using Concert.Timing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Concert.Queues;

/// <summary>
/// A concert's queue. Commands interleave and share commits. Each command is decided in one turn, and its changes go to the
/// writer in that turn. The changes form one ordered stream; after a crash the database holds a prefix of it. The grain answers
/// once the changes that the answer depends on are durable. A change that could not be written ends the activation.
/// </summary>
[Reentrant]
internal sealed partial class QueueGrain(
    IQueuePlaces places,
    [PersistentState(StorageNames.Queue, StorageNames.Provider)] IPersistentState<QueueProgress> progress,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    QueueOptions options,
    ILogger<QueueGrain> logger) : Grain, IQueueGrain
{
    private const int MinDepartureCount = 10_000;

    // How far the stored watermark may lag: the next activation reads at most this many places more than it needs.
    private const int MaxPlacesBehind = 1_024;

    private readonly AppendChain _chain = new();
    private readonly List<long> _departures = [];
    private ConcertId _concert;
    private WaitingRoom _room = null!;
    private QueueState _decided = new();
    private QueueState _durable = new();
    private long _epoch;
    private int _pruneAt;
    private Task _tail = Task.CompletedTask;
    private GrainAlarm _alarm = null!;
    private bool? _exists;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _concert = new(this.GetPrimaryKeyString());
        var rows = await places.ReadAsync(_concert, progress.State.Watermark, progress.State.EndedThrough);
        _decided = _durable = QueueState.Of(progress.State, rows);
        _room = new(_decided, rows.Where(row => row.Place > _decided.Watermark), options);
        _alarm = new(this, time, OnAlarm, keepAlive: false);
        _departures.AddRange(rows.Where(row => row.Status is PlaceStatus.Departed).Select(row => row.Place));
        StartEpoch();
        Admit();
        // Also when there is nothing to write: slots end and waiting users are admitted even if no call arrives.
        _alarm.Set(_room.NextEndAt);
        await WhenDurableAsync();
    }

    public async Task<Outcome<QueueEntry>> Join(UserId userId)
    {
        if (!await ExistsAsync()) return new Refusal.ConcertNotFound();
        _chain.ThrowIfBroken();
        Admit();
        var (place, isNew) = _room.Join(userId, Now);
        // Admitted and claimed in the same turn: where there is room, joining takes one commit.
        Admit();
        return new QueueEntry(await Read(new(userId, place)), isNew);
    }

    public async Task<QueueStanding> Read(QueuePlace place)
    {
        _chain.ThrowIfBroken();
        if (await ClaimAsync(place) is { } slot)
            return new(place.Place, QueueStatus.Active, 0, slot.ActiveUntil, _durable.AdmissionsPerSecond);
        // Read the position before the await: a place admitted during it no longer waits and would be reported as Expired.
        // Return it only when the watermark that it depends on is durable.
        var (status, position) = _room.IsWaiting(place)
            ? (QueueStatus.Waiting, _room.PositionOf(place.Place))
            : (QueueStatus.Expired, 0);
        await WhenDurableAsync();
        return new(place.Place, status, position, null, _durable.AdmissionsPerSecond);
    }

    public async Task<Outcome<QueueSlot>> Enter(QueuePlace place)
    {
        _chain.ThrowIfBroken();
        return await ClaimAsync(place) is { } slot ? new QueueSlot(slot.ActiveUntil, Now) : new Refusal.QueueTokenNotActive();
    }

    public async Task Leave(QueuePlace place)
    {
        _chain.ThrowIfBroken();
        _room.Leave(place, Now);
        Admit();
        await WhenDurableAsync();
    }

    public async Task<Outcome<QueueView>> View(QueueViewRequest request)
    {
        if (!await ExistsAsync()) return new Refusal.ConcertNotFound();
        _chain.ThrowIfBroken();
        var known = request.Epoch == _epoch ? Math.Clamp(request.DepartureCount, 0, _departures.Count) : 0;
        return new QueueView(
            _durable.Watermark,
            _epoch,
            _departures.Count,
            [.. _departures.Skip(known).Where(place => place > _durable.Watermark)],
            _durable.AdmissionsPerSecond);
    }

    public async Task<Outcome<QueueCounts>> Count()
    {
        if (!await ExistsAsync()) return new Refusal.ConcertNotFound();
        _chain.ThrowIfBroken();
        // Read before the await and returned once it is durable, as a position is.
        var counts = new QueueCounts(_room.WaitingCount, _room.State.Slots.Count);
        await WhenDurableAsync();
        return counts;
    }

    // A new epoch makes gateways drop their departures and read all of them: those up to the watermark are no longer needed.
    private void StartEpoch()
    {
        _departures.RemoveAll(place => place <= _durable.Watermark);
        _pruneAt = Math.Max(MinDepartureCount, 2 * _departures.Count);
        _epoch = Math.Max(_epoch + 1, time.GetUtcNow().UtcTicks);
    }

    private async Task<bool> ExistsAsync()
    {
        _exists ??= (await GrainFactory.GetGrain<ICatalogGrain>(0).Find(_concert)).IsGranted;
        if (_exists is false) DeactivateOnIdle();
        return _exists.Value;
    }

    // A call for an admitted place claims its slot. The grain answers "active" only once the claim is durable.
    private async Task<Slot?> ClaimAsync(QueuePlace place)
    {
        if (_room.Claim(place, Now) is not { } slot) return null;
        Save();
        await WhenDurableAsync();
        return slot;
    }

    private void Admit()
    {
        _room.Admit(Now);
        Save();
    }

    // The next decision builds on this one, whether or not it is durable yet.
    private void Save()
    {
        var changes = _room.TakeChanges();
        if (changes.Count == 0 && ReferenceEquals(_room.State, _decided)) return;
        _decided = _room.State;
        _tail = WriteAsync(_decided, changes, _tail);
        _alarm.Set(_room.NextEndAt);
    }

    private async Task WriteAsync(QueueState state, IReadOnlyList<PlaceChange> changes, Task before)
    {
        _chain.ThrowIfBroken();
        try
        {
            var writes = changes.Select(change => places.WriteAsync(_concert, change, _chain));
            await Task.WhenAll([.. writes, WriteProgressAsync(state), before]);
        }
        catch (Exception fault)
        {
            throw _chain.Fail($"The queue of {_concert}", fault, DeactivateOnIdle);
        }

        // All earlier changes are durable as well, in order.
        _durable = state;
        foreach (var change in changes)
        {
            if (change.To is PlaceStatus.Departed) NoteDeparture(change.Place);
        }
    }

    // Persist the pace before clients see it: estimates must not grow after a restart. The watermark can be derived from the
    // rows, so it is saved only every 1,024 places. A write may start while an earlier one is under way: Orleans 10.4 merges
    // overlapping writes of one state into the next (tried: 18,000 joins at commits of 20 to 300 ms, no conflict).
    private Task WriteProgressAsync(QueueState state)
    {
        if (state.AdmissionsPerSecond <= progress.State.AdmissionsPerSecond
            && _durable.Watermark - progress.State.Watermark < MaxPlacesBehind)
        {
            return Task.CompletedTask;
        }

        progress.State = QueueProgress.Of(_durable, state.AdmissionsPerSecond);
        return progress.WriteStateAsync();
    }

    private void NoteDeparture(long place)
    {
        if (_departures.Count >= _pruneAt) StartEpoch();
        _departures.Add(place);
    }

    private async Task WhenDurableAsync()
    {
        await _tail;
        _chain.ThrowIfBroken();
    }

    private async Task OnAlarm()
    {
        Admit();
        _alarm.Set(_room.NextEndAt);
        try
        {
            await WhenDurableAsync();
        }
        catch (UnavailableException fault)
        {
            LogAdmissionFailed(fault, _concert);
        }
    }

    // Rounded to the microsecond, as databases store it: an answer then equals what a later activation reads.
    private DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }
}
