using Concert.Catalog;
using Concert.Options;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Concert.Queues;

/// <summary>
/// A concert's waiting room. Joins interleave and share commits; admission is decided in one turn, written, and only then
/// told. What could not be written ends the activation.
/// </summary>
[Reentrant]
internal sealed partial class QueueGrain(
    IQueuePlaces places,
    [PersistentState(StorageNames.Queue, StorageNames.Provider)] IPersistentState<QueueState> row,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    QueueOptions options,
    ILogger<QueueGrain> logger) : Grain, IQueueGrain
{
    private const int MinDeparturesKept = 10_000;

    private readonly AppendChain _chain = new();
    private readonly List<long> _departures = [];
    private readonly Dictionary<UserId, Task> _joining = [];
    private ConcertId _concert;
    private WaitingRoom _room = null!;
    private QueueState _decided = new();
    private QueueState _durable = new();
    private long _decidedCount;
    private long _durableCount;
    private long _epoch;
    private int _pruneAt;
    private Task _tail = Task.CompletedTask;
    private IGrainTimer? _timer;
    private DateTimeOffset _timerAt = DateTimeOffset.MaxValue;
    private bool? _exists;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _concert = new(this.GetPrimaryKeyString());
        _decided = _durable = row.State;
        var line = await places.ReadAsync(_concert, _decided.Watermark);
        _room = new(_decided, line, options);
        await Task.WhenAll(_room.SparePlaces.Select(place => places.DepartAsync(_concert, place, time.GetUtcNow())));
        _departures.AddRange(
            line.Where(place => place.DepartedAt is not null || _room.SparePlaces.Contains(place.Place)).Select(place => place.Place));
        StartEpoch();
        Admit();
        await DecidedIsDurableAsync();
    }

    public async Task<Outcome<QueueEntry>> Join(UserId userId)
    {
        if (!await ExistsAsync()) return new Refusal.ConcertNotFound();
        ThrowIfPoisoned();
        Admit();
        var (place, isNew) = _room.Join(userId);
        if (isNew) _joining[userId] = WritePlaceAsync(userId, place);
        if (_joining.TryGetValue(userId, out var writing)) await writing;
        // Let in and claimed in one turn: where there is room, who joins is in with one more commit.
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
        await DecidedIsDurableAsync();
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
        if (_room.IsWaiting(place)) await DepartAsync(place);
        _room.Leave(place, time.GetUtcNow());
        Admit();
        await DecidedIsDurableAsync();
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

    private async Task WritePlaceAsync(UserId user, long place)
    {
        try
        {
            await places.AppendAsync(_concert, new(place, user, time.GetUtcNow(), null), _chain);
            _room.PlaceIsDurable(place);
        }
        catch (Exception fault)
        {
            throw Poisoned(fault);
        }
        finally
        {
            _joining.Remove(user);
        }
    }

    // Durable first: the positions of those behind must not rest on a departure that may yet be lost.
    private async Task DepartAsync(QueuePlace place)
    {
        try
        {
            await places.DepartAsync(_concert, place.Place, time.GetUtcNow());
        }
        catch (Exception fault)
        {
            throw Poisoned(fault);
        }

        // Let in meanwhile, it has a slot to give up; asked for twice, it is gone already.
        if (!_room.IsWaiting(place)) return;
        _room.Depart(place);
        if (_departures.Count >= _pruneAt) StartEpoch();
        _departures.Add(place.Place);
    }

    // Being asked counts as showing up; "active" is said only once the claim is durable.
    private async Task<Slot?> ClaimAsync(QueuePlace place)
    {
        if (_room.Claim(place, time.GetUtcNow()) is not { } slot) return null;
        Save();
        await DecidedIsDurableAsync();
        return slot;
    }

    private void Admit()
    {
        _room.Admit(time.GetUtcNow());
        Save();
    }

    // From here on the next decision rests on it; the write is started, and joined by all that come before it begins.
    private void Save()
    {
        if (ReferenceEquals(_room.State, _decided)) return;
        _decided = _room.State;
        _tail = WriteAsync(_decided, ++_decidedCount);
        ArmTimer();
    }

    private async Task WriteAsync(QueueState state, long count)
    {
        ThrowIfPoisoned();
        try
        {
            row.State = state;
            await row.WriteStateAsync();
        }
        catch (Exception fault)
        {
            throw Poisoned(fault);
        }

        // Writes are joined and may be told of in any order; what is durable only moves forward.
        if (count <= _durableCount) return;
        _durableCount = count;
        _durable = state;
    }

    private async Task DecidedIsDurableAsync()
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
            await DecidedIsDurableAsync();
        }
        catch (UnavailableException fault)
        {
            LogTickFailed(fault, _concert);
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
