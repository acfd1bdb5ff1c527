namespace Concert.Queues;

/// <summary>
/// What is stored of a queue beside its places. The first two values only save the next activation from reading old places.
/// They may lag behind; each was durable before it was written.
/// </summary>
/// <param name="Watermark">Every turn up to this one was admitted or passed over.</param>
/// <param name="EndedThrough">
/// All places at or below this turn are over: none has a slot or waits in front of the line, and no user of one may come back.
/// </param>
/// <param name="AdmissionsPerSecond">The pace that clients have seen.</param>
/// <param name="Opening">How the queue opened; null before. It is durable before anyone is admitted.</param>
/// <param name="Settings">What the operators have set for this queue.</param>
/// <param name="RemovedCount">
/// No more rows of departed places were removed than this. It is written before the rows are deleted, so it may be too high.
/// </param>
public sealed record QueueProgress(
    long Watermark,
    long EndedThrough,
    double AdmissionsPerSecond,
    DurableOpening? Opening,
    QueueSettings Settings,
    long RemovedCount = 0)
{
    public QueueProgress()
        : this(0, 0, 0, null, new())
    {
    }

    /// <summary>
    /// The place through which rows of departed places may be removed: all of their turns have passed. Drawn turns are in another order
    /// than the places, so until all of them have passed it is none.
    /// </summary>
    internal long RemovableThrough => Opening is { } opened && (!opened.IsDrawn || Watermark >= opened.EarlyCount) ? Watermark : 0;

    internal QueueProgress At(QueueState durable, DrawOrder order, double admissionsPerSecond) => this with
    {
        Watermark = durable.Watermark,
        EndedThrough = durable.Slots.Keys.Select(order.TurnOf)
            .Append(durable.LowestAside ?? long.MaxValue).Append(durable.Watermark + 1).Min() - 1,
        AdmissionsPerSecond = admissionsPerSecond,
    };

    /// <summary>
    /// Whether a watermark has passed the last of the drawn turns, and the stored one has not: from then on rows of drawn places can be
    /// removed.
    /// </summary>
    internal bool IsBehindDraw(long watermark) =>
        Opening is { IsDrawn: true, EarlyCount: var drawn } && Watermark < drawn && drawn <= watermark;

    /// <summary>
    /// The place above which the next activation reads rows, for a value that counts turns: a drawn turn can be any early place.
    /// </summary>
    internal long ReadAbove(long turn) => Opening is { IsDrawn: true } drawn && turn < drawn.EarlyCount ? 0 : turn;
}

/// <summary>How a queue opened. It never changes.</summary>
/// <param name="EarlyCount">The highest place that joined before the opening.</param>
/// <param name="IsDrawn">Whether the early stand in the order of the draw; false: in the order of joining.</param>
/// <param name="At">When.</param>
public sealed record DurableOpening(long EarlyCount, bool IsDrawn, DateTimeOffset At);

/// <summary>What the operators have set for one queue; null: the setting of the service, or none.</summary>
/// <param name="MaxActive">Users admitted at a time.</param>
/// <param name="AdmissionsPerMinute">The most admissions a minute; null: as fast as slots are free.</param>
/// <param name="IsPaused">Nobody is admitted.</param>
/// <param name="Message">A text for those who wait.</param>
/// <param name="HighestMaxActive">The highest value that <paramref name="MaxActive"/> ever had; the auditor compares with it.</param>
public sealed record QueueSettings(
    int? MaxActive = null, int? AdmissionsPerMinute = null, bool IsPaused = false, string? Message = null, int? HighestMaxActive = null)
{
    internal QueueSettings With(QueueControlChange change) => new(
        change.MaxActive ?? MaxActive,
        change.AdmissionsPerMinute is { } rate ? (rate == 0 ? null : rate) : AdmissionsPerMinute,
        change.IsPaused ?? IsPaused,
        change.Message is { } message ? (message.Length == 0 ? null : message) : Message,
        change.MaxActive > (HighestMaxActive ?? 0) ? change.MaxActive : HighestMaxActive);

    internal QueueControls InForce(QueueOptions options) => new(MaxActive ?? options.MaxActive, AdmissionsPerMinute, IsPaused, Message);
}
