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

    private CoalescingCache<QueueSnapshot>? _snapshot;
    private long _highestAdmitted;
    private long _highestSeen;

    private IQueueGrain Queue => grains.Grain<IQueueGrain>(concertId.Value);

    public CoalescingCache<QueueSnapshot> Snapshot => _snapshot ?? Interlocked.CompareExchange(
        ref _snapshot, new(Policy, time, previous => FetchAsync(previous ?? QueueSnapshot.Empty)), null) ?? _snapshot!;

    /// <param name="place">The user's place.</param>
    /// <param name="seen">What the user has seen, possibly at a gateway whose snapshot was newer than this one's.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<QueueStanding> StandingOfAsync(QueuePlace place, LastSeen? seen, CancellationToken cancellationToken)
    {
        Raise(ref _highestSeen, place.Place);
        // A user who has seen position 0 was admitted or is out of the queue, and only the grain knows which.
        if (seen is not { Position: 0 } && place.Place > Volatile.Read(ref _highestAdmitted))
        {
            var snapshot = await Snapshot.GetAsync(cancellationToken);
            if (snapshot.StandingOf(place.Place) is { } known) return known;
        }

        var standing = await Queue.Read(place);
        // The place was admitted before this call. Only an activation that was replaced, and does not know it yet, can contradict.
        if (standing.Status is QueueStatus.Waiting)
            throw new UnavailableException($"An outdated activation of the queue of {concertId} answered for place {place.Place}.");
        NoteAdmitted(standing);
        return standing;
    }

    /// <summary>Joins the queue. The result has the user's place and its standing.</summary>
    public async Task<Outcome<QueueEntry>> JoinAsync(UserId userId, CancellationToken cancellationToken)
    {
        var joined = await Queue.Join(userId);
        if (!joined.IsGranted) return joined;
        var entry = joined.Value;
        Raise(ref _highestSeen, entry.Standing.Place);
        NoteAdmitted(entry.Standing);
        // A waiting standing is also computed from the snapshot. The grain may be ahead of the snapshot, and the next poll, which
        // reads the snapshot, must not report a worse position.
        return entry.Standing.Status is QueueStatus.Waiting
            ? entry with { Standing = await StandingOfAsync(new(userId, entry.Standing.Place), seen: null, cancellationToken) }
            : entry;
    }

    /// <summary>How many users wait, up to the last place that this gateway knows of.</summary>
    public async ValueTask<long> CountWaitingAsync(CancellationToken cancellationToken) =>
        (await Snapshot.GetAsync(cancellationToken)).CountWaitingThrough(Volatile.Read(ref _highestSeen));

    public async Task LeaveAsync(QueuePlace place)
    {
        await Queue.Leave(place);
        Snapshot.Invalidate();
    }

    // Admission is FIFO: if this place is active, all lower places were admitted. Remember it, because the snapshot may lag and
    // would report them as waiting.
    private void NoteAdmitted(QueueStanding standing)
    {
        if (standing.Status is QueueStatus.Active) Raise(ref _highestAdmitted, standing.Place);
    }

    private static void Raise(ref long highest, long place)
    {
        var current = Volatile.Read(ref highest);
        while (place > current)
        {
            var found = Interlocked.CompareExchange(ref highest, place, current);
            if (found == current) return;
            current = found;
        }
    }

    private async Task<QueueSnapshot> FetchAsync(QueueSnapshot previous)
    {
        var view = await Queue.View(new(previous.Epoch, previous.DepartureCount));
        return view.IsGranted
            ? previous.With(view.Value)
            : throw new UnavailableException($"The queue of {concertId} is refused: {view.Refusal.Code}.");
    }
}
