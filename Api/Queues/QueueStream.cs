using Concert.Auth;
using Concert.Streaming;

namespace Concert.Queues;

/// <summary>
/// Sends a place's queue token to the client when it changes. A new status, a pause or a message is news, which each stream sends within
/// a second. A position alone moves with each admission, four times a second for ten thousand streams: only the first places get each
/// step at once; those near the door one a second, and those far from it as many as they would poll.
/// </summary>
internal static class QueueStream
{
    // The next in line look at each snapshot.
    private const int FrontPositions = 100;

    // Of the others each stream has a second of its own. With a slot, and in front of the line, each check is a grain call: only the queue
    // grain knows when a slot ends, and who stands there.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(
        CachedQueue queue, QueueTokens tokens, QueueToken token, QueueStanding standing, TimeProvider time, EventWriter events)
    {
        using var watch = queue.Snapshot.Watch();
        using var stay = queue.Presence.Stay(token.Place.Place);
        QueueTokenResponse? sent = null;
        var (snapshot, sentAt) = (QueueSnapshot.Empty, time.GetTimestamp());
        while (true)
        {
            var changed = queue.Snapshot.Changed;
            if (sent is not null)
            {
                standing = await LatestAsync(
                    () => queue.StandingOfAsync(token.Place, token.Seen, events.CancellationToken), standing, events.CancellationToken);
            }

            snapshot = await LatestAsync(() => queue.Snapshot.GetAsync(events.CancellationToken), snapshot, events.CancellationToken);
            var next = QueueTokenResponse.Unsigned(token, standing, snapshot, time.GetUtcNow(), queue.WaitingCount);
            if (IsDue(next, sent, snapshot.PollLimits, time.GetElapsedTime(sentAt)))
            {
                sent = next.Signed(tokens, token);
                await events.SendJsonAsync("token", sent);
                (sentAt, token) = (time.GetTimestamp(), token with { Seen = sent.Seen });
            }

            // An expired place changes only if its user joins again: no further event can follow.
            if (standing.Status is QueueStatus.Expired) return;
            var isNext = next is { Status: QueueStatus.Waiting, Position: <= FrontPositions } && !standing.IsInFront;
            // Also without a change: a read of the standing may have failed.
            if (isNext) await events.WaitAsync(Task.WhenAny(changed, Task.Delay(CheckInterval, time, events.CancellationToken)));
            // Each look of one whose address is at its bound is a grain call, and nothing comes before that time.
            else if (standing.AddressWait > TimeSpan.Zero) await events.PauseAsync(TimeSpan.FromSeconds(next.PollAfterSeconds));
            else await events.PauseAsync(CheckInterval);
        }
    }

    /// <summary>Whether a stream whose last event was <paramref name="sent"/> sends <paramref name="next"/>.</summary>
    /// <param name="next">The present response, without its token.</param>
    /// <param name="sent">Null: nothing was sent yet.</param>
    /// <param name="limits">Who is far from the door.</param>
    /// <param name="sinceSent">The time since the last event.</param>
    internal static bool IsDue(QueueTokenResponse next, QueueTokenResponse? sent, PollLimits limits, TimeSpan sinceSent)
    {
        if (sent is null) return true;
        // In the lobby the poll interval shrinks with the time that is left, which is nothing new for a stream.
        var (same, hasMoved) = (next with { Token = sent.Token, PollAfterSeconds = sent.PollAfterSeconds }, next.Seen != sent.Seen);
        if (!hasMoved) return same != sent;
        var isNews = (same with { Position = sent.Position, EstimatedWaitSeconds = sent.EstimatedWaitSeconds }) != sent;
        return isNews || !limits.IsFar(next.Seen.Position) || sinceSent >= TimeSpan.FromSeconds(sent.PollAfterSeconds);
    }

    // A fault does not end a stream that has begun: the next snapshot contains what it missed.
    private static async Task<T> LatestAsync<T>(Func<ValueTask<T>> read, T last, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return last;
        }
    }
}
