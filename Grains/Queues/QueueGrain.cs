using Concert.Catalog;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Concert.Queues;

/// <summary>
/// A concert's waiting room. Commands interleave and share commits. Each is decided in one turn, and its changes handed to the
/// writer in that turn: one stream, of which a crash leaves a beginning. What rests on a change is told once it is durable;
/// one that could not be written ends the activation.
/// </summary>
[Reentrant]
internal sealed partial class QueueGrain(
    IQueuePlaces places,
    [PersistentState(StorageNames.Queue, StorageNames.Provider)] IPersistentState<QueueProgress> kept,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    QueueOptions options,
    ILogger<QueueGrain> logger) : Grain, IQueueGrain
{
    private const int MinDeparturesKept = 10_000;

    // How many places more than it has to the next activation may read.
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
    private IGrainTimer? _timer;
    private DateTimeOffset _timerAt = DateTimeOffset.MaxValue;
    private bool? _exists;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _concert = new(this.GetPrimaryKeyString());
        var rows = await places.ReadAsync(_concert, kept.State.Watermark, kept.State.EndedThrough);
        _decided = _durable = QueueState.Of(kept.State, rows);
        _room = new(_decided, rows.Where(row => row.Place > _decided.Watermark), options, Now);
        _departures.AddRange(rows.Where(row => row.Status is PlaceStatus.Departed).Select(row => row.Place));
        StartEpoch();
        Admit();
        // Also where nothing is to be written: the slots end, and those who wait are let in, without anyone's asking.
        ArmTimer();
        await WhenDurableAsync();
    }

    public async Task<Outcome<QueueEntry>> Join(UserId userId)
    {
        if (!await ExistsAsync()) return new Refusal.ConcertNotFound();
        ThrowIfPoisoned();
        Admit();
        var (place, isNew) = _room.Join(userId, Now);
        // Let in and claimed in this turn too: where there is room, who joins is in with one commit.
        Admit();
        return new QueueEntry(await Read(new(userId, place)), isNew);
    }

    public async Task<QueueStanding> Read(QueuePlace place)
    {
        ThrowIfPoisoned();
        if (await ClaimAsync(place) is { } slot)
            return new(place.Place, QueueStatus.Active, 0, slot.ActiveUntil, _durable.AdmissionsPerSecond);
        // Looked at now and told once it is durable: a position rests on the watermark, which may be being written. Looked at
        // after the wait, who was let in meanwhile waits no more and has not been found in: "expired", of all things.
        var (status, position) = _room.IsWaiting(place)
            ? (QueueStatus.Waiting, _room.PositionOf(place.Place))
            : (QueueStatus.Expired, 0);
        await WhenDurableAsync();
        return new(place.Place, status, position, null, _durable.AdmissionsPerSecond);
    }

    public async Task<Outcome<QueueSlot>> Enter(QueuePlace place)
    {
        ThrowIfPoisoned();
        return await ClaimAsync(place) is { } slot ? new QueueSlot(slot.ActiveUntil) : new Refusal.QueueTokenNotActive();
    }

    public async Task Leave(QueuePlace place)
    {
        ThrowIfPoisoned();
        _room.Leave(place, Now);
        Admit();
        await WhenDurableAsync();
    }

    public async Task<Outcome<QueueView>> View(QueueViewRequest request)
    {
        if (!await ExistsAsync()) return new Refusal.ConcertNotFound();
        ThrowIfPoisoned();
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
        ThrowIfPoisoned();
        // Looked at now and told once it is durable, as a place is.
        var counts = new QueueCounts(_room.WaitingCount, _room.State.Slots.Count);
        await WhenDurableAsync();
        return counts;
    }

    // Gateways forget what they know of departures and ask for all: those under the watermark are of no more use.
    private void StartEpoch()
    {
        _departures.RemoveAll(place => place <= _durable.Watermark);
        _pruneAt = Math.Max(MinDeparturesKept, 2 * _departures.Count);
        _epoch = Math.Max(_epoch + 1, time.GetUtcNow().UtcTicks);
    }

    private async Task<bool> ExistsAsync()
    {
        _exists ??= (await GrainFactory.GetGrain<ICatalogGrain>(0).Find(_concert)).IsGranted;
        if (_exists is false) DeactivateOnIdle();
        return _exists.Value;
    }

    // Being asked counts as showing up; "active" is said only once the claim is durable.
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

    // From here on the next decision rests on it, whether or not it is durable yet.
    private void Save()
    {
        var changes = _room.TakeChanges();
        if (changes.Count == 0 && ReferenceEquals(_room.State, _decided)) return;
        _decided = _room.State;
        _tail = WriteAsync(_decided, changes, _tail);
        ArmTimer();
    }

    private async Task WriteAsync(QueueState state, IReadOnlyList<PlaceChange> changes, Task before)
    {
        ThrowIfPoisoned();
        try
        {
            await Task.WhenAll([.. changes.Select(change => places.WriteAsync(_concert, change, _chain)), KeepAsync(state), before]);
        }
        catch (Exception fault)
        {
            throw Poisoned(fault);
        }

        // All before it are so as well, and in their order.
        _durable = state;
        foreach (var change in changes)
        {
            if (change.To is PlaceStatus.Departed) NoteDeparture(change.Place);
        }
    }

    // A pace that is told must not be forgotten. How far the line has moved is in the places' rows too, and is kept now and then.
    private Task KeepAsync(QueueState state)
    {
        if (state.AdmissionsPerSecond <= kept.State.AdmissionsPerSecond
            && _durable.Watermark - kept.State.Watermark < MaxPlacesBehind)
        {
            return Task.CompletedTask;
        }

        kept.State = QueueProgress.Of(_durable, state.AdmissionsPerSecond);
        return kept.WriteStateAsync();
    }

    private void NoteDeparture(long place)
    {
        if (_departures.Count >= _pruneAt) StartEpoch();
        _departures.Add(place);
    }

    private async Task WhenDurableAsync()
    {
        await _tail;
        ThrowIfPoisoned();
    }

    private void ArmTimer()
    {
        // One that is set too early finds nothing to do and sets the next.
        if (_room.NextEndAt is not { } at || at >= _timerAt) return;
        _timer?.Dispose();
        _timerAt = at;
        var due = at - time.GetUtcNow();
        _timer = this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions
        {
            DueTime = due > TimeSpan.Zero ? due : TimeSpan.Zero,
            Period = Timeout.InfiniteTimeSpan,
            Interleave = true,
        });
    }

    private async Task OnTimer()
    {
        _timerAt = DateTimeOffset.MaxValue;
        Admit();
        ArmTimer();
        try
        {
            await WhenDurableAsync();
        }
        catch (UnavailableException fault)
        {
            LogTickFailed(fault, _concert);
        }
    }

    // As databases keep it: what is told is what is read again.
    private DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    private UnavailableException Poisoned(Exception fault)
    {
        _chain.Break();
        DeactivateOnIdle();
        return new($"The queue of {_concert} may not be durable.", fault);
    }

    private void ThrowIfPoisoned()
    {
        if (_chain.IsBroken) throw new UnavailableException($"The queue of {_concert} lost touch with its rows; ask again.");
    }
}
