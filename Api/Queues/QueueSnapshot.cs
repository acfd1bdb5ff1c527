namespace Concert.Queues;

/// <summary>A concert's line as this gateway last saw it: enough to tell every waiting place its position.</summary>
/// <param name="Watermark">The highest place ever admitted; never falls.</param>
/// <param name="Departed">Places above the watermark that were given up, in ascending order.</param>
internal sealed record QueueSnapshot(long Watermark, long Epoch, int DepartureCount, long[] Departed, double AdmissionsPerSecond)
{
    public static QueueSnapshot Empty { get; } = new(0, 0, 0, [], 0);

    public bool IsWaiting(long place) => place > Watermark && Array.BinarySearch(Departed, place) < 0;

    public bool HasDeparted(long place) => place > Watermark && Array.BinarySearch(Departed, place) >= 0;

    /// <summary>1 is next. Of a place that waits.</summary>
    public long PositionOf(long place)
    {
        var ahead = ~Array.BinarySearch(Departed, place);
        return place - Watermark - (ahead - FirstAbove(Watermark));
    }

    /// <summary>The picture after a view: what departed is added, or replaced where the grain began to count anew.</summary>
    public QueueSnapshot With(QueueView view)
    {
        var watermark = Math.Max(Watermark, view.Watermark);
        var known = view.Epoch == Epoch ? Departed : [];
        if (watermark == Watermark && view.Departures.IsEmpty && view.Epoch == Epoch
            && view.DepartureCount == DepartureCount && view.AdmissionsPerSecond <= AdmissionsPerSecond)
        {
            return this;
        }

        long[] departed = [.. known.Concat(view.Departures).Where(place => place > watermark).Distinct().Order()];
        return new(watermark, view.Epoch, view.DepartureCount, departed, Math.Max(AdmissionsPerSecond, view.AdmissionsPerSecond));
    }

    private int FirstAbove(long place)
    {
        var index = Array.BinarySearch(Departed, place);
        return index < 0 ? ~index : index + 1;
    }
}
