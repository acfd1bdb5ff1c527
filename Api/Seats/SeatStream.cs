using Concert.Caching;
using Concert.Streaming;

namespace Concert.Seats;

/// <summary>Sends the changes of a performance's seats. All watchers share one cached map.</summary>
internal static class SeatStream
{
    public static async Task RunAsync(CoalescingCache<SeatMapSnapshot> map, EventWriter events, bool isCompact)
    {
        using var watch = map.Watch();
        SeatMapSnapshot? seen = null;
        while (true)
        {
            var changed = map.Changed;
            var current = await LatestAsync(map, seen, events.CancellationToken);
            if (seen is null) await SendFirstAsync(current, events, isCompact);
            else if (seen.Version != current.Version)
                await events.SendAsync("seats", current.Version, current.ChangeSince(seen, isCompact));
            seen = current;
            await events.WaitAsync(changed);
        }
    }

    private static Task SendFirstAsync(SeatMapSnapshot map, EventWriter events, bool isCompact) => isCompact
        ? events.SendAsync("snapshot", map.Version, map.Compact())
        : events.SendAsync("snapshot", map.Version, map.Body(only: null, compressed: false).WriteAsync);

    // A fault does not end a stream that has begun: the next version contains what it missed.
    private static async Task<SeatMapSnapshot> LatestAsync(
        CoalescingCache<SeatMapSnapshot> map, SeatMapSnapshot? seen, CancellationToken cancellationToken)
    {
        try
        {
            return await map.GetAsync(cancellationToken);
        }
        catch (Exception) when (seen is not null && !cancellationToken.IsCancellationRequested)
        {
            return seen;
        }
    }
}
