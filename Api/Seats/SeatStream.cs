using Concert.Caching;
using Concert.Streaming;

namespace Concert.Seats;

/// <summary>A performance's seats as they change, from the one picture that all who watch share.</summary>
internal static class SeatStream
{
    public static async Task RunAsync(CoalescingCache<SeatMapSnapshot> map, EventWriter events, bool isCompact)
    {
        using var watch = map.Watch();
        SeatMapSnapshot? seen = null;
        while (true)
        {
            var changed = map.Changed;
            var picture = await LatestAsync(map, seen, events.CancellationToken);
            if (seen is null) await events.SendAsync("snapshot", picture.Version, picture.Snapshot(isCompact));
            else if (seen.Version != picture.Version)
                await events.SendAsync("seats", picture.Version, picture.ChangeSince(seen, isCompact));
            seen = picture;
            await events.WaitAsync(changed);
        }
    }

    // A stream that has begun outlives a fault: what it missed comes with the next picture.
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
