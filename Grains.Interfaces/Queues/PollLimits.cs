namespace Concert.Queues;

/// <summary>How far apart the polls of one user may be.</summary>
/// <param name="ClaimWindow">How long an admitted user may stay away; zero: not known.</param>
/// <param name="MaxActive">Users admitted at a time; 0: not known, so that nobody counts as far from the door.</param>
/// <param name="AbsentAfter">How long a waiting user may be silent and count as present; null: 3 minutes.</param>
public readonly record struct PollLimits(TimeSpan ClaimWindow, int MaxActive = 0, TimeSpan? AbsentAfter = null)
{
    private const int LongestSeconds = 60;
    private const int LongestNearSeconds = 10;

    // Near the door a user can be admitted right after a poll. The next poll must fall into the claim window, and the one after it too,
    // in case the next one fails.
    private const int NearPollsInClaimWindow = 3;

    // So many full rooms could be admitted before a user who is far from the door polls again, although each room has just filled.
    private const int RoomsNear = 2;

    // Two polls may fail, and the user still counts as present.
    private const int PollsInAbsence = 3;

    private static readonly TimeSpan DefaultAbsentAfter = TimeSpan.FromMinutes(3);

    /// <summary>In the lobby: 60 s, and at most a third of <see cref="AbsentAfter"/>.</summary>
    public TimeSpan InLobby => WholeSeconds((AbsentAfter ?? DefaultAbsentAfter) / PollsInAbsence, LongestSeconds);

    /// <summary>Near the door: a third of the claim window, at most 10 s; 10 s when the window is not known.</summary>
    public TimeSpan NearDoor => Min(
        InLobby,
        ClaimWindow == TimeSpan.Zero
            ? TimeSpan.FromSeconds(LongestNearSeconds)
            : WholeSeconds(ClaimWindow / NearPollsInClaimWindow, LongestNearSeconds));

    /// <summary>
    /// Far from the door: five sixths of the claim window. Even who is admitted by what nothing foretold (the operators multiply the
    /// slots, thousands ahead are away) polls once in the window.
    /// </summary>
    public TimeSpan FarFromDoor => Max(NearDoor, Min(InLobby, WholeSeconds(ClaimWindow * 5 / 6, LongestSeconds)));

    /// <summary>
    /// Two thirds of the claim window: who is drawn to the front is admitted at the opening, and has time for a second poll.
    /// </summary>
    public TimeSpan BehindOpening => Max(NearDoor, Min(InLobby, WholeSeconds(ClaimWindow * 2 / 3, LongestSeconds)));

    /// <summary>Whether the position is behind all that full rooms could admit if everyone in them left at once.</summary>
    public bool IsFar(long position) => MaxActive > 0 && position > (long)RoomsNear * MaxActive;

    private static TimeSpan WholeSeconds(TimeSpan time, int longest) =>
        TimeSpan.FromSeconds(Math.Clamp((long)time.TotalSeconds, QueueEstimates.ShortestPollSeconds, longest));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
