namespace Concert.Queues;

/// <summary>Moments of a queue that was activated at noon, has been reachable since, and whose clock nobody has set.</summary>
internal static class Moments
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static QueueMoment AtNoon { get; } = After(TimeSpan.Zero);

    public static QueueMoment After(TimeSpan elapsed) => new(Noon + elapsed, elapsed, elapsed);

    public static QueueMoment AfterSeconds(double seconds) => After(TimeSpan.FromSeconds(seconds));

    public static QueueMoment AddTicks(this QueueMoment moment, long ticks) => After(moment.Elapsed + TimeSpan.FromTicks(ticks));
}
