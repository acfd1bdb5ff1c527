using Concert.Auth;
using Concert.Streaming;

namespace Concert.Queues;

/// <summary>Sends a place's queue token to the client each time that it changes.</summary>
internal static class QueueStream
{
    // Only the queue grain knows when a slot ends, so each check is a grain call.
    private static readonly TimeSpan ActivePollInterval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(
        CachedQueue queue, QueueTokens tokens, QueueToken token, QueueStanding standing, EventWriter events)
    {
        using var watch = queue.Snapshot.Watch();
        QueueTokenResponse? sent = null;
        while (true)
        {
            var changed = queue.Snapshot.Changed;
            standing = sent is null ? standing : await LatestAsync(queue, token, standing, events.CancellationToken);
            var response = QueueTokenResponse.Of(tokens, token.ConcertId, token.Place, standing, token.Seen);
            if (response != sent) await events.SendJsonAsync("token", response);
            sent = response;
            token = token with { Seen = new(response.Position, response.EstimatedWaitSeconds) };
            // An expired place stays expired: no further event can follow.
            if (standing.Status is QueueStatus.Expired) return;
            if (standing.Status is QueueStatus.Active) await events.PauseAsync(ActivePollInterval);
            else await events.WaitAsync(changed);
        }
    }

    // A fault does not end a stream that has begun: the next snapshot contains what it missed.
    private static async Task<QueueStanding> LatestAsync(
        CachedQueue queue, QueueToken token, QueueStanding last, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.StandingOfAsync(token.Place, token.Seen, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return last;
        }
    }
}
