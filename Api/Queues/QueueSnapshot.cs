namespace Concert.Queues;

/// <summary>A concert's queue as this gateway last fetched it: enough to compute the position of every waiting place.</summary>
/// <param name="Watermark">The highest place ever admitted; never decreases.</param>
/// <param name="Departed">Places above the watermark whose users left, in ascending order.</param>
internal sealed record QueueSnapshot(long Watermark, long Epoch, int DepartureCount, long[] Departed, double AdmissionsPerSecond)
{
    public static QueueSnapshot Empty { get; } = new(0, 0, 0, [], 0);

    public bool IsWaiting(long place) => place > Watermark && Array.BinarySearch(Departed, place) < 0;

    public bool HasDeparted(long place) => place > Watermark && Array.BinarySearch(Departed, place) >= 0;

    /// <summary>The position of a waiting place; 1 is next.</summary>
    public long PositionOf(long place)
    {
        var ahead = ~Array.BinarySearch(Departed, place);
        return place - Watermark - (ahead - FirstAbove(Watermark));
    }

    /// <summary>Applies a view: adds its departures, or replaces all departures if the grain's epoch is new.</summary>
    public QueueSnapshot With(QueueView view)
    {
        var watermark = Math.Max(Watermark, view.Watermark);
        var departures = view.Epoch == Epoch ? Departed : [];
        if (watermark == Watermark && view.Departures.IsEmpty && view.Epoch == Epoch
            && view.DepartureCount == DepartureCount && view.AdmissionsPerSecond <= AdmissionsPerSecond)
        {
            return this;
        }

        long[] departed = [.. departures.Concat(view.Departures).Where(place => place > watermark).Distinct().Order()];
        return new(watermark, view.Epoch, view.DepartureCount, departed, Math.Max(AdmissionsPerSecond, view.AdmissionsPerSecond));
    }

    private int FirstAbove(long place)
    {
        var index = Array.BinarySearch(Departed, place);
        return index < 0 ? ~index : index + 1;
    }
}
