namespace Concert.Queues;

/// <summary>
/// Computes a waiting user's estimates from the position and the pace of admission. Both only improve for a place, so no estimate
/// grows.
/// </summary>
public static class QueueEstimates
{
    /// <summary>The shortest poll interval. Cached views of the queue must be younger than this.</summary>
    public const int ShortestPollSeconds = 1;

    // A third of the usual ClaimWindow: the pace may rise suddenly, and a user who polls at the given interval must not miss the window.
    private const int LongestPollSeconds = 10;

    /// <summary>Whole seconds until admission at this pace, rounded up; 0 when not waiting.</summary>
    public static long WaitSeconds(long position, double admissionsPerSecond) =>
        position <= 0 ? 0 : (long)Math.Ceiling(position / Math.Max(admissionsPerSecond, 1e-6));

    /// <summary>The poll interval: 1 s near the front, a tenth of the wait further back, at most 10 s.</summary>
    public static int PollAfterSeconds(long waitSeconds) => (int)Math.Clamp(waitSeconds / 10, ShortestPollSeconds, LongestPollSeconds);
}
