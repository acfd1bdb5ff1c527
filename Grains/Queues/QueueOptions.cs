namespace Concert.Queues;

/// <summary>The settings of the waiting room.</summary>
public sealed class QueueOptions
{
    public const string Section = "Queue";

    public const string ChallengeOff = "off";

    public const string ChallengeAuto = "auto";

    public const string ChallengeOn = "on";

    // A user who polls a third of the window apart must be able to miss one poll and still claim in time, at a failover too.
    private static readonly TimeSpan MinClaimWindow = TimeSpan.FromSeconds(15);

    /// <summary>Users admitted at a time, for one concert. Default 500.</summary>
    public int MaxActive { get; set; } = 500;

    /// <summary>How long a slot lasts without a payment, from admission. Default 10 minutes.</summary>
    public TimeSpan ActiveLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long an admitted user may stay away, while the queue can be reached, before the slot goes to the next user. Default 30
    /// seconds. Poll intervals are shorter (<see cref="PollLimits"/>).
    /// </summary>
    public TimeSpan ClaimWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// When gateways ask for a solved challenge before a user joins: <c>off</c>, <c>on</c>, or <c>auto</c>, when the line is long or many
    /// users of the address asked for a place recently. Silos ignore this setting. Default <c>auto</c>.
    /// </summary>
    public string Challenge { get; set; } = ChallengeAuto;

    /// <summary>
    /// How long before the first sale of a concert its lobby opens, where the concert does not say. Default 30 minutes.
    /// </summary>
    public TimeSpan LobbyBefore { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The errors, one line each, which names the key as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (Challenge is not (ChallengeOff or ChallengeAuto or ChallengeOn))
            yield return $"Queue:Challenge is '{Challenge}'; it must be 'off', 'auto' or 'on'.";
        if (MaxActive is < 1 or > 1_000_000)
            yield return $"Queue:MaxActive is {MaxActive}; it must be 1 to 1,000,000.";
        if (LobbyBefore < TimeSpan.Zero || LobbyBefore > TimeSpan.FromDays(7))
            yield return $"Queue:LobbyBefore is {LobbyBefore}; it must be 00:00:00 to 7.00:00:00.";
        if (ActiveLifetime < MinClaimWindow || ActiveLifetime > TimeSpan.FromDays(1))
            yield return $"Queue:ActiveLifetime is {ActiveLifetime}; it must be {MinClaimWindow} to 1.00:00:00.";
        else if (ClaimWindow < MinClaimWindow || ClaimWindow > ActiveLifetime)
            yield return $"Queue:ClaimWindow is {ClaimWindow}; it must be {MinClaimWindow} to Queue:ActiveLifetime ({ActiveLifetime}).";
    }
}
