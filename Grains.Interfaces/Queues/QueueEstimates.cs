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

    private const int LobbyPollSeconds = 60;
    private const int LobbyJitterSeconds = 11;

    // The pace may rise suddenly, so that a user is admitted right after a poll. The next poll must fall into the claim window, and
    // the one after it too, in case the next one fails.
    private const int PollsInClaimWindow = 3;

    /// <summary>Whole seconds until admission at this pace, rounded up; 0 when not waiting.</summary>
    public static long WaitSeconds(long position, double admissionsPerSecond) =>
        position <= 0 ? 0 : (long)Math.Ceiling(position / Math.Max(admissionsPerSecond, 1e-6));

    /// <summary>The poll interval: 1 s near the front, a tenth of the wait further back, at most <see cref="LongestPoll"/>.</summary>
    public static int PollAfterSeconds(long waitSeconds, TimeSpan claimWindow) =>
        (int)Math.Clamp(waitSeconds / 10, ShortestPollSeconds, (long)LongestPoll(claimWindow).TotalSeconds);

    /// <summary>
    /// The poll interval in the lobby: about a minute until the opening is near. The poll after that falls behind the opening, spread
    /// over <see cref="LongestPoll"/> by the place, so that all who are early do not ask in the same second.
    /// </summary>
    public static int LobbyPollAfterSeconds(TimeSpan untilOpening, long place, TimeSpan claimWindow)
    {
        var left = (long)Math.Ceiling(untilOpening.TotalSeconds);
        // Between 50 and 60 seconds, so that those who joined together do not stay together.
        var interval = LobbyPollSeconds - (place % LobbyJitterSeconds);
        if (left > interval + LobbyPollSeconds) return (int)interval;
        var spread = place % (long)LongestPoll(claimWindow).TotalSeconds;
        // Two polls are left: this one in the middle, and the one behind the opening.
        if (left > LobbyPollSeconds) return (int)(left / 2);
        // An opening that is late does not make all ask every second.
        return (int)(Math.Max(ShortestPollSeconds, left) + spread);
    }

    /// <summary>A third of the claim window in whole seconds, at most 10 s; 10 s when the window is not known.</summary>
    public static TimeSpan LongestPoll(TimeSpan claimWindow) => TimeSpan.FromSeconds(claimWindow == TimeSpan.Zero
        ? LongestPollSeconds
        : Math.Clamp((long)(claimWindow / PollsInClaimWindow).TotalSeconds, ShortestPollSeconds, LongestPollSeconds));
}
