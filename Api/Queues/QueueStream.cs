using System.Text.Json;
using Concert.Auth;
using Concert.Http;
using Concert.Streaming;

namespace Concert.Queues;

/// <summary>A place in a queue, told each time that it changes.</summary>
internal static class QueueStream
{
    // Only the queue knows when a slot ends, and each question for one is a grain call.
    private static readonly TimeSpan ActivePause = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(CachedQueue line, QueueToken token, QueueStanding standing, EventWriter events)
    {
        using var watch = line.Picture.Watch();
        QueueTokenResponse? told = null;
        while (true)
        {
            var changed = line.Picture.Changed;
            standing = told is null ? standing : await LatestAsync(line, token, standing, events.CancellationToken);
            var answer = QueueTokenResponse.Of(token.Text, token.ConcertId.Value, standing);
            if (answer != told) await events.SendAsync("token", null, Json(answer));
            told = answer;
            // An expired place stays expired: the stream has said all there is.
            if (standing.Status is QueueStatus.Expired) return;
            if (standing.Status is QueueStatus.Active) await events.PauseAsync(ActivePause);
            else await events.WaitAsync(changed);
        }
    }

    private static byte[] Json(QueueTokenResponse answer) =>
        JsonSerializer.SerializeToUtf8Bytes(answer, ConcertJson.TypeInfo<QueueTokenResponse>());

    // A stream that has begun outlives a fault: what it missed comes with the next picture.
    private static async Task<QueueStanding> LatestAsync(
        CachedQueue line, QueueToken token, QueueStanding last, CancellationToken cancellationToken)
    {
        try
        {
            return await line.StandingOfAsync(token.Place, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return last;
        }
    }
}
