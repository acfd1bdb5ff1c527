using Concert.Auth;
using Concert.Caching;

namespace Concert.Queues;

/// <summary>
/// One concert's queue, cached at this gateway. The poll of a waiting user is answered from the snapshot without a grain call.
/// Only a place at or below the watermark needs a call to the queue grain.
/// </summary>
internal sealed class CachedQueue(ConcertId concertId, IGrainFactory grains, TimeProvider time)
{
    // A snapshot is used only while it is younger than the time between two polls. A user who polls one gateway and then another
    // gets a snapshot taken after the first response. A user who polls faster than told, or whose stream moves to another gateway,
    // may meet an older snapshot: what the token says limits that answer. Without a young snapshot the response is 503.
    internal static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(250), StaleFor: TimeSpan.FromMilliseconds(750), Timeout: TimeSpan.FromSeconds(3));

    private static readonly Task<DrawOrder> Arrival = Task.FromResult(DrawOrder.OfArrival);

    private CoalescingCache<QueueSnapshot>? _snapshot;
    private long _highestAdmitted;
    private int _waitingCount;
    private volatile QueuePhase _lastPhase;
    private readonly Lock _drawGate = new();
    private Task<DrawOrder>? _drawing;

    /// <summary>Who polls and streams at this gateway.</summary>
    public WaitingPresence Presence { get; } = new(time);

    private IQueueGrain Queue => grains.Grain<IQueueGrain>(concertId.Value);

    public CoalescingCache<QueueSnapshot> Snapshot => _snapshot ?? Interlocked.CompareExchange(
        ref _snapshot, new(Policy, time, previous => FetchAsync(previous ?? QueueSnapshot.Empty)), null) ?? _snapshot!;

    /// <summary>
    /// How many users wait, or are in the lobby, by the last fetch. It is no part of the snapshot: it changes with each join, and the
    /// streams of all who wait would have to look at each change.
    /// </summary>
    public int WaitingCount => Volatile.Read(ref _waitingCount);

    /// <summary>The phase by the last fetch, however long ago that was; open when there was none.</summary>
    public QueuePhase LastPhase => _lastPhase;

    /// <param name="place">The user's place.</param>
    /// <param name="seen">What the user has seen, possibly at a gateway whose snapshot was newer than this one's.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<QueueStanding> StandingOfAsync(QueuePlace place, LastSeen? seen, CancellationToken cancellationToken)
    {
        Presence.Note(place.Place);
        // A user who has seen position 0 was admitted or is out of the queue, and only the grain knows which.
        if (seen is not { Position: 0 })
        {
            var snapshot = await Snapshot.GetAsync(cancellationToken);
            var isAdmitted = snapshot.Order.TurnOf(place.Place) <= Volatile.Read(ref _highestAdmitted);
            if (!isAdmitted && snapshot.StandingOf(place.Place) is { } known) return Later(known, seen);
        }

        var standing = await Queue.Read(place);
        // The place was admitted before this call. Only an activation that was replaced, and does not know it yet, can contradict.
        if (standing is { Status: QueueStatus.Waiting or QueueStatus.Lobby, IsInFront: false })
            throw new UnavailableException($"An outdated activation of the queue of {concertId} answered for place {place.Place}.");
        if (standing.Status is QueueStatus.Active) NoteAdmitted(await Snapshot.GetAsync(cancellationToken), standing.Place);
        return standing;
    }

    /// <summary>Joins the queue. The result has the user's place and its standing.</summary>
    public async Task<Outcome<QueueEntry>> JoinAsync(QueueJoin request, CancellationToken cancellationToken)
    {
        var joined = await Queue.JoinFrom(request);
        if (!joined.IsGranted) return joined;
        var entry = joined.Value;
        if (entry.Standing.Status is QueueStatus.Active) NoteAdmitted(await Snapshot.GetAsync(cancellationToken), entry.Standing.Place);
        if (entry.Standing is not { Status: QueueStatus.Waiting, IsInFront: false }) return entry;
        // A waiting standing is also computed from the snapshot. The grain may be ahead of the snapshot, and the next poll, which
        // reads the snapshot, must not report a worse position. A snapshot from before the opening has no positions.
        var cached = await StandingOfAsync(new(request.UserId, entry.Standing.Place), seen: null, cancellationToken);
        return cached.Status is QueueStatus.Lobby ? entry : entry with { Standing = cached };
    }

    public async Task<Outcome<QueueControls>> ConfigureAsync(QueueControlChange change)
    {
        var controls = await Queue.Configure(change);
        Snapshot.Invalidate();
        return controls;
    }

    public Task<Outcome<QueueFigures>> FiguresAsync() => Queue.Figures();

    public async Task LeaveAsync(QueuePlace place)
    {
        await Queue.Leave(place);
        Snapshot.Invalidate();
    }

    // Another gateway has answered with a position, so the queue has opened: this snapshot is from before the opening.
    private static QueueStanding Later(QueueStanding known, LastSeen? seen) =>
        known.Status is QueueStatus.Lobby && seen is { HasPosition: true } last
            ? known with { Status = QueueStatus.Waiting, Position = last.Position }
            : known;

    // Admission is in the order of turns: if this place is active, all lower turns were admitted. Remember it, because the snapshot may
    // lag and would report them as waiting. A snapshot from before the opening does not know the turns.
    private void NoteAdmitted(QueueSnapshot snapshot, long place)
    {
        if (snapshot.Phase is not QueuePhase.Open) return;
        var turn = snapshot.Order.TurnOf(place);
        var current = Volatile.Read(ref _highestAdmitted);
        while (turn > current)
        {
            var found = Interlocked.CompareExchange(ref _highestAdmitted, turn, current);
            if (found == current) return;
            current = found;
        }
    }

    private async Task<QueueSnapshot> FetchAsync(QueueSnapshot previous)
    {
        var view = await ViewAsync(previous);
        if (!view.IsGranted) throw new UnavailableException($"The queue of {concertId} is refused: {view.Refusal.Code}.");
        Volatile.Write(ref _waitingCount, view.Value.WaitingCount);
        _lastPhase = view.Value.Opening?.Phase ?? QueuePhase.Open;
        return previous.With(view.Value, await OrderAsync(view.Value.Opening));
    }

    private async Task<Outcome<QueueView>> ViewAsync(QueueSnapshot previous)
    {
        var seen = Presence.Take(previous.AbsentAfter);
        try
        {
            return await Queue.View(new(previous.Epoch, previous.DepartureCount, seen));
        }
        catch
        {
            Presence.GiveBack(seen);
            throw;
        }
    }

    // A million hashes are a second of work. They are computed once, however often a fetch is abandoned or repeated meanwhile.
    private Task<DrawOrder> OrderAsync(QueueOpening? opening)
    {
        if (opening is not { Phase: QueuePhase.Open, Seed: { } seed, EarlyCount: { } early and > 0 }) return Arrival;
        lock (_drawGate) return _drawing ??= Task.Run(() => DrawOrder.Of(DrawSeed.Parse(seed), early));
    }
}
