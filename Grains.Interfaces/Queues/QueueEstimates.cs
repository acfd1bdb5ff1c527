namespace Concert.Queues;

/// <summary>
/// What a waiting user is told besides the position. Pure functions of the position and the pace, and both only ever
/// get better for a place, so no estimate grows.
/// </summary>
public static class QueueEstimates
{
    /// <summary>How soon nobody is told to ask again: pictures of the line must be younger than that.</summary>
    public const int ShortestPollSeconds = 1;

    // A third of the usual ClaimWindow: the pace may change at once, and who asks when told to must not come too late.
    private const int LongestPollSeconds = 10;

    /// <summary>Whole seconds until admission at this pace, rounded up; 0 when not waiting.</summary>
    public static long WaitSeconds(long position, double admissionsPerSecond) =>
        position <= 0 ? 0 : (long)Math.Ceiling(position / Math.Max(admissionsPerSecond, 1e-6));

    /// <summary>How long to wait before asking again: 1 s near the front, a tenth of the wait further back, at most 10 s.</summary>
    public static int PollAfterSeconds(long waitSeconds) => (int)Math.Clamp(waitSeconds / 10, ShortestPollSeconds, LongestPollSeconds);
}
