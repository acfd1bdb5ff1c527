namespace Concert.Bench.Simulation;

/// <summary>How long people take, and what they do. These are assumptions, which docs/simulation.md lists.</summary>
internal static class Habits
{
    // A page in front follows a stream; browsers let the timers of a page in the background run once a minute.
    public static readonly TimeSpan StreamDelay = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan BackgroundPoll = TimeSpan.FromSeconds(60);

    // From the turn on the screen to the first look at the seats.
    public static readonly TimeSpan ReactsWithin = TimeSpan.FromSeconds(8);
    public static readonly TimeSpan ReactsToCallWithin = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan ReactsInBackgroundWithin = TimeSpan.FromSeconds(90);

    public static readonly TimeSpan Chooses = TimeSpan.FromSeconds(40);
    public static readonly TimeSpan ChoosesAgain = TimeSpan.FromSeconds(8);
    public static readonly TimeSpan Pays = TimeSpan.FromSeconds(70);
    public const double Spread = 0.6;
    public const double Slowness = 3;
    public const int Tries = 4;

    // Of the holds, besides those whose payment takes longer than the hold lasts.
    public const double LetsLapse = 0.08;
    public const double ChangesMind = 0.08;
    public static readonly TimeSpan ChangesMindAfter = TimeSpan.FromSeconds(45);

    // Whether to stay is asked again and again; the answer depends on what the page says.
    public static readonly TimeSpan ThinksEvery = TimeSpan.FromMinutes(8);
    public const double LeavesLobby = 0.02;
    public const double LeavesLikely = 0.04;
    public const double LeavesUnlikely = 0.25;
    public const double LeavesSoldOut = 0.6;

    public static readonly TimeSpan GoneAfter = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan AwayAfter = TimeSpan.FromMinutes(8);
    public static readonly TimeSpan AwayFor = TimeSpan.FromMinutes(6);

    // Of the page's search: 2.2 million hashes a second on a server's core was measured, a phone is assumed to have a fifth of it.
    public const double DesktopHashes = 2.2e6;
    public const double PhoneHashes = 0.44e6;
    public const double PhoneShare = 0.6;

    // Native code: 10.7 million hashes a second on each of eight cores.
    public const double ScriptHashes = 8 * 10.7e6;
    public static readonly TimeSpan ScriptPoll = TimeSpan.FromSeconds(QueueEstimates.ShortestPollSeconds);
    public static readonly TimeSpan ScriptChooses = TimeSpan.FromMilliseconds(300);
    public static readonly TimeSpan ScriptPays = TimeSpan.FromSeconds(1);
}
