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
    ICatalogStore catalog,
    [PersistentState(StorageNames.Queue, StorageNames.Provider)] IPersistentState<QueueProgress> progress,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    ISharedClock sharedClock,
    QueueOptions options,
    ILogger<QueueGrain> logger) : Grain, IQueueGrain
{
    // How far the stored watermark may lag: the next activation reads at most this many places more than it needs.
    private const int MaxPlacesBehind = 1_024;

    // A rate above four a second admits several users at once, and at most this often.
    private static readonly TimeSpan ShortestRateWait = TimeSpan.FromMilliseconds(250);

    private readonly AppendChain _chain = new();
    private readonly QueueClock _clock = new(time, options);
    private readonly AdmissionMeter _admissions = new();
    private readonly List<long> _departures = [];
    private ConcertId _concert;
    private QueueSchedule? _schedule;
    private byte[]? _seed;
    private string? _commitment;
    private DrawOrder _order = DrawOrder.OfArrival;
    private DurableOpening? _opened;
    private QueueSettings _settings = new();
    private QueueTotals _totals;
    private WaitingRoom _room = null!;
    private QueueState _decided = new();
    private QueueState _durable = new();
    private long _epoch;
    private int _pruneAt;
    private Task _tail = Task.CompletedTask;
    private GrainAlarm _alarm = null!;

    private AdmissionLimits Limits
    {
        get
        {
            var controls = _settings.InForce(options);
            return new(
                controls.MaxActive,
                controls.AdmissionsPerMinute,
                IsStopped: controls.IsPaused || _opened is null || PhaseAt(time.GetUtcNow()) is QueuePhase.Ended);
        }
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _concert = new(this.GetPrimaryKeyString());
        _alarm = new(this, time, OnAlarm, keepAlive: false);
        var stored = progress.State;
        (_opened, _settings) = (stored.Opening, stored.Settings);
        var concert = await GrainFactory.GetGrain<ICatalogGrain>(0).Find(_concert);
        if (concert.IsGranted)
        {
            (_schedule, _dates) = (QueueSchedule.Of(concert.Value, options), concert.Value.Performances);
            _seed = await catalog.FindDrawSeedAsync(_concert);
            _commitment = _seed is null ? null : DrawSeed.CommitmentOf(_seed);
        }

        if (_opened is { IsDrawn: true }) _order = await DrawAsync(_opened.EarlyCount);
        var rows = await places.ReadAsync(
            _concert,
            stored.ReadAbove(stored.Watermark),
            stored.ReadAbove(stored.EndedThrough),
            missedSince: _clock.Now.Utc - MissedTurns.ReturnWindow);
        await RequireCurrentAsync(rows);
        _totals = await places.CountAsync(_concert);
        _room = new(QueueState.Of(stored, rows, _order, options, _clock.Now), rows, _order, options, _clock.Now, PerAddress());
        _decided = _durable = _room.State;
        _departures.AddRange(rows.Where(row => row.Status is PlaceStatus.Departed).Select(row => _order.TurnOf(row.Place)));
        StartEpoch();
        // Otherwise each restart would admit a full room to a hall that is sold out.
        if (_opened is not null) await ReadSupplyInTimeAsync();
        await OpenIfDueAsync();
        Admit();
        // Also when there is nothing to write: slots end and waiting users are admitted even if no call arrives.
        SetAlarm();
        await WhenDurableAsync();
        RemoveDeparted();
    }

    // A gateway of version 0.1.0, which knows nobody in front of the line.
    public Task<Outcome<QueueEntry>> Join(UserId userId) => JoinAsync(new(userId, AddressTag: 0, CallMe: null), mayReturn: false);

    public Task<Outcome<QueueEntry>> JoinFrom(QueueJoin request) => JoinAsync(request, mayReturn: true);

    private async Task<Outcome<QueueEntry>> JoinAsync(QueueJoin request, bool mayReturn)
    {
        if (!Exists()) return new Refusal.ConcertNotFound();
        NoteCall();
        await OpenIfDueAsync();
        var user = request.UserId;
        // A user who joined under version 0.1.0, which had no lobby, keeps the place.
        if (_schedule!.Refuse(PhaseAt(time.GetUtcNow())) is { } no && !(no is Refusal.QueueNotOpen && _room.HasPlace(user))) return no;
        Admit();
        if (request.IsOnlyAgain && !_room.KeepsPlace(user, _clock.Now))
        {
            await WhenDurableAsync();
            return new Refusal.PresaleCodeRequired();
        }

        var (place, isNew) = _room.Join(user, _clock.Now, request.AddressTag, request.CallMe, mayReturn);
        // Admitted and claimed in the same turn: where there is room, joining takes one commit.
        Admit();
        // Whoever joins is there, also a user who asked to be called.
        await ClaimAsync(new(user, place));
        return new QueueEntry(await Read(new(user, place)), isNew);
    }

    public async Task<QueueStanding> Read(QueuePlace place)
    {
        NoteCall();
        await RequireKnownAsync(place);
        await OpenIfDueAsync();
        if (_room.IsWaiting(place)) _room.NoteSeen(place.Place, _clock.Now);
        // Ends what is over, so that no user is reported expired before that is durable.
        Admit();
        if (_room.FindSlot(place, _clock.Now) is { IsCalled: true, IsClaimed: false } called)
        {
            await WhenDurableAsync();
            return StandingOf(called) with { ClaimBy = called.ClaimByUtc };
        }

        if (await ClaimAsync(place) is { } slot) return StandingOf(slot);
        // Read the position before the await: a place admitted during it no longer waits and would be reported as Expired.
        // Return it only when the watermark that it depends on is durable.
        var standing = StandingOf(place);
        await WhenDurableAsync();
        if (standing.Status is QueueStatus.Expired) await RequireNoSlotAsync(place);
        return standing;
    }

    public async Task<Outcome<QueueSlot>> Enter(QueuePlace place)
    {
        NoteCall();
        await RequireKnownAsync(place);
        await OpenIfDueAsync();
        Admit();
        if (await ClaimAsync(place) is { } slot)
        {
            _room.NoteTry(place.Place);
            return new QueueSlot(slot.ActiveUntil, time.GetUtcNow());
        }

        // More helpful than "not active": nobody is before the opening. When it is due, and waits for the database, the sale is not closed.
        if (_opened is null && _schedule is { } schedule && time.GetUtcNow() < schedule.OpensAt)
            return new Refusal.SalesClosed(schedule.OpensAt, schedule.EndsAt);
        await WhenDurableAsync();
        await RequireNoSlotAsync(place);
        return new Refusal.QueueTokenNotActive();
    }

    // Not counted as a call: user grains also send it in the background, when no gateway reaches the queue.
    public async Task Leave(QueuePlace place)
    {
        _chain.ThrowIfBroken();
        await RequireKnownAsync(place);
        await OpenIfDueAsync();
        _room.Leave(place, Limits, _clock.Now);
        Admit();
        await WhenDurableAsync();
    }

    public async Task<Outcome<QueueCounts>> Count()
    {
        if (!Exists()) return new Refusal.ConcertNotFound();
        NoteCall();
        // Read before the await and returned once it is durable, as a position is.
        var counts = new QueueCounts(_room.WaitingCount, _room.State.Slots.Count);
        await WhenDurableAsync();
        return counts;
    }

    // An activation of a concert that does not exist is not kept: the concert may be created later.
    private bool Exists()
    {
        if (_schedule is null) DeactivateOnIdle();
        return _schedule is not null;
    }

    private void NoteCall()
    {
        _chain.ThrowIfBroken();
        _clock.NoteCall();
        SetAlarm();
    }

    // A place that this activation never gave: either a later activation gave it, and this one must not answer for it, or its row was
    // lost with the last commits of a database that failed over.
    private async Task RequireKnownAsync(QueuePlace place)
    {
        if (place.Place <= _room.LastPlace) return;
        var rows = await places.ReadAsync(_concert, _room.LastPlace, _room.LastPlace, _clock.Now.Utc);
        _chain.ThrowIfBroken();
        // Joins may have added places of this activation meanwhile.
        if (rows.All(row => row.Place <= _room.LastPlace)) return;
        throw _chain.Fail($"The queue of {_concert}", new StorageConflictException($"{place} has a later activation."), DeactivateOnIdle);
    }

    // A later activation may have admitted the place, or brought its user back. No write of this one would be refused for that, so it reads
    // the row before it answers that the place has no slot, or is over.
    private async Task RequireNoSlotAsync(QueuePlace place)
    {
        var row = await places.FindAsync(_concert, place.Place);
        _chain.ThrowIfBroken();
        if (row is null || row.UserId != place.UserId || row.Status is PlaceStatus.Departed or PlaceStatus.Ended) return;
        if (row.Status is PlaceStatus.Waiting && _room.IsWaiting(place)) return;
        // Admitted by this activation since, or ended and not written yet.
        if (_room.State.Slots.ContainsKey(place.Place) || _durable.Slots.ContainsKey(place.Place)) return;
        var fault = new StorageConflictException($"{place} is {row.Status} in a later activation.");
        throw _chain.Fail($"The queue of {_concert}", fault, DeactivateOnIdle);
    }

    // A call for an admitted place claims its slot. The grain answers "active" only once the claim is durable.
    private async Task<Slot?> ClaimAsync(QueuePlace place)
    {
        if (_room.Claim(place, _clock.Now) is not { } slot) return null;
        Save();
        _chain.ThrowIfBroken();
        // A claim of before is durable, whatever is being written for others.
        if (!slot.IsClaimed || _durable.Slots.GetValueOrDefault(place.Place) != slot) await WhenDurableAsync();
        return slot;
    }

    private void Admit()
    {
        // The watermark counts turns, and before the opening there are none.
        if (_opened is null) _room.EndOverdue(Limits, _clock.Now);
        else _room.Admit(Limits, _clock.Now);
        Save();
    }

    private async Task OnAlarm()
    {
        try
        {
            await OpenIfDueAsync();
            Admit();
            _ = ReadSupplyAsync();
            await WhenDurableAsync();
        }
        catch (UnavailableException fault)
        {
            LogAdmissionFailed(fault, _concert);
        }
        finally
        {
            SetAlarm();
        }
    }
}
