using Concert.Caching;

namespace Concert.Queues;

/// <summary>
/// One concert's line at this gateway. A waiting user's poll is answered from the picture and costs no grain call; only a
/// place at or under the watermark asks the queue.
/// </summary>
internal sealed class CachedQueue(ConcertId concertId, IGrainFactory grains, TimeProvider time)
{
    // A picture is told only while it is younger than the time between two polls: who asks one gateway and then another is
    // told of the line as it was after the first answer, and no position moves back. Without a young one it is 503.
    internal static readonly RefreshPolicy Policy =
        new(TimeSpan.FromMilliseconds(250), StaleFor: TimeSpan.FromMilliseconds(750), Timeout: TimeSpan.FromSeconds(3));

    private CoalescingCache<QueueSnapshot>? _picture;
    private long _admitted;

    private IQueueGrain Queue => grains.Grain<IQueueGrain>(concertId.Value);

    public CoalescingCache<QueueSnapshot> Picture => _picture ?? Interlocked.CompareExchange(
        ref _picture, new(Policy, time, previous => FetchAsync(previous ?? QueueSnapshot.Empty)), null) ?? _picture!;

    public async ValueTask<QueueStanding> StandingOfAsync(QueuePlace place, CancellationToken cancellationToken)
    {
        if (place.Place > Volatile.Read(ref _admitted))
        {
            var picture = await Picture.GetAsync(cancellationToken);
            if (picture.IsWaiting(place.Place)) return Waiting(picture, place.Place);
            if (picture.HasDeparted(place.Place)) return new(place.Place, QueueStatus.Expired, 0, null, picture.AdmissionsPerSecond);
        }

        var standing = await Queue.Read(place);
        Note(standing);
        return standing;
    }

    /// <summary>The place of a user who joins, and where it stands.</summary>
    public async Task<Outcome<QueueEntry>> JoinAsync(UserId userId, CancellationToken cancellationToken)
    {
        var joined = await Queue.Join(userId);
        if (!joined.IsGranted) return joined;
        var entry = joined.Value;
        Note(entry.Standing);
        // From the picture too: the queue itself may be ahead of it, and the next poll must not take a position back.
        return entry.Standing.Status is QueueStatus.Waiting
            ? entry with { Standing = await StandingOfAsync(new(userId, entry.Standing.Place), cancellationToken) }
            : entry;
    }

    public async Task LeaveAsync(QueuePlace place)
    {
        await Queue.Leave(place);
        Picture.Outdate();
    }

    private static QueueStanding Waiting(QueueSnapshot picture, long place) =>
        new(place, QueueStatus.Waiting, picture.PositionOf(place), null, picture.AdmissionsPerSecond);

    // The line is strictly first come, first served: where this one is in, so was every place before it. The picture may not
    // show it yet, and must not call anyone back to the line.
    private void Note(QueueStanding standing)
    {
        if (standing.Status is not QueueStatus.Active) return;
        var known = Volatile.Read(ref _admitted);
        while (standing.Place > known)
        {
            var found = Interlocked.CompareExchange(ref _admitted, standing.Place, known);
            if (found == known) return;
            known = found;
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
