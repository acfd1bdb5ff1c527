namespace Concert.Queues;

/// <summary>
/// Computes a waiting user's estimates from the position and the pace of admission, and when to poll again. Position and pace only
/// improve for a place, so no estimate grows.
/// </summary>
public static class QueueEstimates
{
    /// <summary>The shortest poll interval. Cached views of the queue must be younger than this.</summary>
    public const int ShortestPollSeconds = 1;

    private const int PollsInWait = 10;
    private const int LobbyJitterSeconds = 11;

    // What all gateways together answer at the opening, where the claim window leaves room to spread more. At such a rate a poll takes
    // 57 µs of a gateway, so this is a ninth of a core.
    private const double PollsPerSecondAtOpening = 2_000;

    /// <summary>Whole seconds until admission at this pace, rounded up; 0 when not waiting.</summary>
    public static long WaitSeconds(long position, double admissionsPerSecond) =>
        position <= 0 ? 0 : (long)Math.Ceiling(position / Math.Max(admissionsPerSecond, 1e-6));

    /// <summary>
    /// The poll interval: about a tenth of the wait, within the limits of near or far from the door. It is a fifth longer or shorter by
    /// <paramref name="jitter"/>; its mean is below the limit by as much, so that nobody polls later than the limit.
    /// </summary>
    public static int PollAfterSeconds(long position, long waitSeconds, PollLimits limits, PollJitter jitter)
    {
        var longest = (limits.IsFar(position) ? limits.FarFromDoor : limits.NearDoor).TotalSeconds;
        var mean = Math.Min((double)waitSeconds / PollsInWait, longest / (1 + PollJitter.Most));
        // Below that the shortest interval is as good: a shorter one is not possible, and a longer one would be seen at the door.
        return mean <= ShortestPollSeconds ? ShortestPollSeconds : Math.Max(ShortestPollSeconds, jitter.Apply(mean));
    }

    /// <summary>
    /// The poll interval in the lobby: about a minute. The poll that would fall behind the opening is spread by the place over
    /// <see cref="SpreadAtOpeningSeconds"/> from the opening on, so that all who are early do not ask in the same second.
    /// </summary>
    public static int LobbyPollAfterSeconds(TimeSpan untilOpening, long place, int lobbyCount, PollLimits limits)
    {
        var left = (long)Math.Ceiling(untilOpening.TotalSeconds);
        var longest = (long)limits.InLobby.TotalSeconds;
        // Between 50 and 60 seconds, so that those who joined together do not stay together.
        var interval = Math.Max(ShortestPollSeconds, longest - (place % LobbyJitterSeconds));
        if (left > interval) return (int)interval;
        // An opening that is late does not make all ask every second.
        return (int)(Math.Max(ShortestPollSeconds, left) + (place % SpreadAtOpeningSeconds(lobbyCount, limits)));
    }

    /// <summary>
    /// Over how many seconds the first polls behind the opening are spread: so many that 2,000 ask in a second, but no more than the claim
    /// window allows. Who is drawn to the front is admitted at the opening itself.
    /// </summary>
    public static long SpreadAtOpeningSeconds(int lobbyCount, PollLimits limits) => Math.Clamp(
        (long)Math.Ceiling(lobbyCount / PollsPerSecondAtOpening),
        (long)limits.NearDoor.TotalSeconds,
        (long)limits.BehindOpening.TotalSeconds);
}
