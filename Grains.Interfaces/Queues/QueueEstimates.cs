namespace Concert.Queues;

/// <summary>
/// Computes a waiting user's estimates from the position and the pace of admission. Both only improve for a place, so no estimate
/// grows.
/// </summary>
public static class QueueEstimates
{
    /// <summary>The shortest poll interval. Cached views of the queue must be younger than this.</summary>
    public const int ShortestPollSeconds = 1;

    private const int LongestPollSeconds = 10;

    // The pace may rise suddenly, so that a user is admitted right after a poll. The next poll must fall into the claim window, and
    // the one after it too, in case the next one fails.
    private const int PollsInClaimWindow = 3;

    /// <summary>Whole seconds until admission at this pace, rounded up; 0 when not waiting.</summary>
    public static long WaitSeconds(long position, double admissionsPerSecond) =>
        position <= 0 ? 0 : (long)Math.Ceiling(position / Math.Max(admissionsPerSecond, 1e-6));

    /// <summary>The poll interval: 1 s near the front, a tenth of the wait further back, at most <see cref="LongestPoll"/>.</summary>
    public static int PollAfterSeconds(long waitSeconds, TimeSpan claimWindow) =>
        (int)Math.Clamp(waitSeconds / 10, ShortestPollSeconds, (long)LongestPoll(claimWindow).TotalSeconds);

    /// <summary>A third of the claim window in whole seconds, at most 10 s; 10 s when the window is not known.</summary>
    public static TimeSpan LongestPoll(TimeSpan claimWindow) => TimeSpan.FromSeconds(claimWindow == TimeSpan.Zero
        ? LongestPollSeconds
        : Math.Clamp((long)(claimWindow / PollsInClaimWindow).TotalSeconds, ShortestPollSeconds, LongestPollSeconds));
}
