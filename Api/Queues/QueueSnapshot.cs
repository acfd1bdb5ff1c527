namespace Concert.Queues;

/// <summary>A concert's queue as this gateway last fetched it: enough to compute the position of every waiting place.</summary>
/// <param name="Watermark">The highest place ever admitted; never decreases.</param>
/// <param name="Departed">Places whose users left; all of those above the watermark.</param>
internal sealed record QueueSnapshot(
    long Watermark, long Epoch, int DepartureCount, PlaceSet Departed, double AdmissionsPerSecond, TimeSpan ClaimWindow)
{
    public static QueueSnapshot Empty { get; } = new(0, 0, 0, PlaceSet.Empty, 0, default);

    /// <summary>
    /// The standing of a place that waits or that its user gave up. Null when the place was admitted or passed over: only the queue
    /// grain knows its standing.
    /// </summary>
    public QueueStanding? StandingOf(long place) =>
        IsWaiting(place) ? new(place, QueueStatus.Waiting, PositionOf(place), null, AdmissionsPerSecond, ClaimWindow)
        : HasDeparted(place) ? new(place, QueueStatus.Expired, 0, null, AdmissionsPerSecond, ClaimWindow)
        : null;

    public bool IsWaiting(long place) => place > Watermark && !Departed.Contains(place);

    public bool HasDeparted(long place) => place > Watermark && Departed.Contains(place);

    /// <summary>The position of a waiting place; 1 is next.</summary>
    public long PositionOf(long place) => place - Watermark - (Departed.CountThrough(place) - Departed.CountThrough(Watermark));

    /// <summary>How many places wait, up to a place.</summary>
    public long CountWaitingThrough(long place) => place > Watermark ? PositionOf(place) : 0;

    /// <summary>
    /// Adds what a view says. Nothing is ever taken back: a silo that was replaced may answer once more, with an older view, and no
    /// position may grow by that. So departures of an earlier epoch stay, which are durable, and as true as those of the new one.
    /// </summary>
    public QueueSnapshot With(QueueView view)
    {
        var watermark = Math.Max(Watermark, view.Watermark);
        var pace = Math.Max(AdmissionsPerSecond, view.AdmissionsPerSecond);
        if (watermark == Watermark && view.Departures.IsEmpty && view.Epoch == Epoch && view.DepartureCount == DepartureCount
            && pace <= AdmissionsPerSecond && view.ClaimWindow == ClaimWindow)
        {
            return this;
        }

        // An older view may also name departures that the watermark has passed.
        var departed = Departed.With([.. view.Departures.Where(place => place > watermark)]).Without(watermark);
        return new(watermark, view.Epoch, view.DepartureCount, departed, pace, view.ClaimWindow);
    }
}
