namespace Concert.Queues;

/// <summary>A concert's queue as this gateway last fetched it: enough to compute the position of every waiting place.</summary>
/// <param name="Watermark">The highest turn ever admitted; never decreases.</param>
/// <param name="Departed">Turns whose users left; all of those above the watermark.</param>
/// <param name="Order">The turn of each place; before the opening, that of arrival.</param>
/// <param name="Opening">Null from a silo of version 0.1.0, whose queues are always open.</param>
/// <param name="FrontCount">How many wait in front of the line.</param>
/// <param name="AbsentAfter">Who neither polls nor streams for this long is passed over; zero: not known.</param>
/// <param name="MaxActive">Users admitted at a time; 0: not known.</param>
internal sealed record QueueSnapshot(
    long Watermark,
    long Epoch,
    int DepartureCount,
    PlaceSet Departed,
    double AdmissionsPerSecond,
    TimeSpan ClaimWindow,
    DrawOrder Order,
    QueueOpening? Opening,
    QueueNotice? Notice,
    int FrontCount = 0,
    TimeSpan AbsentAfter = default,
    int MaxActive = 0)
{
    public static QueueSnapshot Empty { get; } = new(0, 0, 0, PlaceSet.Empty, 0, default, DrawOrder.OfArrival, null, null);

    /// <summary>How far apart the polls of this queue's users may be.</summary>
    public PollLimits PollLimits => new(ClaimWindow, MaxActive, AbsentAfter > TimeSpan.Zero ? AbsentAfter : null);

    public QueuePhase Phase => Opening?.Phase ?? QueuePhase.Open;

    /// <summary>
    /// The standing of a place that waits or that its user gave up. Null when the place was admitted or passed over: only the queue
    /// grain knows its standing.
    /// </summary>
    public QueueStanding? StandingOf(long place)
    {
        var turn = Order.TurnOf(place);
        if (turn <= Watermark) return null;
        if (Phase is QueuePhase.Ended || Departed.Contains(turn)) return Standing(place, QueueStatus.Expired, 0);
        return Phase is QueuePhase.Open
            ? Standing(place, QueueStatus.Waiting, PositionOfTurn(turn))
            : Standing(place, QueueStatus.Lobby, 0);
    }

    /// <summary>
    /// Adds what a view says. Nothing is ever taken back: a silo that was replaced may answer once more, with an older view, and no
    /// position may grow by that. So departures of an earlier epoch stay, which are durable, and as true as those of the new one.
    /// </summary>
    /// <param name="view">What the queue answered.</param>
    /// <param name="drawn">The order of the draw that the view has; null if it has none.</param>
    public QueueSnapshot With(QueueView view, DrawOrder? drawn = null)
    {
        // The numbers of a view before the draw are places, and those of this snapshot are turns.
        if (Order.DrawnCount > 0 && view.Opening?.Seed is null) return this;
        var order = Order.DrawnCount == 0 && drawn is { DrawnCount: > 0 } ? drawn : Order;
        var watermark = Math.Max(Watermark, view.Watermark);
        var (pace, opening, notice, frontCount, maxActive) = view.Epoch >= Epoch
            ? (view.AdmissionsPerSecond, view.Opening, view.Notice, view.FrontCount, view.MaxActive)
            : (AdmissionsPerSecond, Opening, Notice, FrontCount, MaxActive);
        if (watermark == Watermark && view.Departures.IsEmpty && view.Epoch == Epoch && view.DepartureCount == DepartureCount
            && pace.Equals(AdmissionsPerSecond) && view.ClaimWindow == ClaimWindow && ReferenceEquals(order, Order)
            && opening == Opening && notice == Notice && frontCount == FrontCount && view.AbsentAfter == AbsentAfter
            && maxActive == MaxActive)
        {
            return this;
        }

        // An older view may also name departures that the watermark has passed. What had departed before the draw is named anew.
        var before = ReferenceEquals(order, Order) ? Departed : PlaceSet.Empty;
        var departed = before.With([.. view.Departures.Where(turn => turn > watermark)]).Without(watermark);
        return new(
            watermark,
            view.Epoch,
            view.DepartureCount,
            departed,
            pace,
            view.ClaimWindow,
            order,
            opening,
            notice,
            frontCount,
            view.AbsentAfter,
            maxActive);
    }

    private QueueStanding Standing(long place, QueueStatus status, long position) =>
        new(place, status, position, null, AdmissionsPerSecond, ClaimWindow);

    private long PositionOfTurn(long turn) =>
        FrontCount + turn - Watermark - (Departed.CountThrough(turn) - Departed.CountThrough(Watermark));
}
