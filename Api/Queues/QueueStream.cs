using Concert.Auth;
using Concert.Streaming;

namespace Concert.Queues;

/// <summary>Sends a place's queue token to the client each time that it changes.</summary>
internal static class QueueStream
{
    // Only the queue grain knows when a slot ends, and who stands in front of the line, so each check is a grain call.
    private static readonly TimeSpan GrainPollInterval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(
        CachedQueue queue, QueueTokens tokens, QueueToken token, QueueStanding standing, TimeProvider time, EventWriter events)
    {
        using var watch = queue.Snapshot.Watch();
        using var stay = queue.Presence.Stay(token.Place.Place);
        QueueTokenResponse? sent = null;
        var snapshot = QueueSnapshot.Empty;
        while (true)
        {
            var changed = queue.Snapshot.Changed;
            if (sent is not null)
            {
                standing = await LatestAsync(
                    () => queue.StandingOfAsync(token.Place, token.Seen, events.CancellationToken), standing, events.CancellationToken);
            }

            snapshot = await LatestAsync(() => queue.Snapshot.GetAsync(events.CancellationToken), snapshot, events.CancellationToken);
            var response = QueueTokenResponse.Of(tokens, token, standing, snapshot, time.GetUtcNow());
            // In the lobby the poll interval shrinks with the time that is left, which is nothing new for a stream.
            if (sent is null || response with { PollAfterSeconds = sent.PollAfterSeconds } != sent)
            {
                await events.SendJsonAsync("token", response);
                sent = response;
            }

            token = token with { Seen = SeenIn(response) };
            // An expired place changes only if its user joins again: no further event can follow.
            if (standing.Status is QueueStatus.Expired) return;
            if (standing is { Status: QueueStatus.Active } or { IsInFront: true }) await events.PauseAsync(GrainPollInterval);
            else await events.WaitAsync(changed);
        }
    }

    private static LastSeen SeenIn(QueueTokenResponse response) => response is { Position: { } position, EstimatedWaitSeconds: { } wait }
        ? new(position, wait)
        : LastSeen.Nothing;

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
