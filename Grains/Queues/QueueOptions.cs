namespace Concert.Queues;

/// <summary>The settings of the waiting room.</summary>
public sealed class QueueOptions
{
    public const string Section = "Queue";

    public const string ChallengeOff = "off";

    public const string ChallengeAuto = "auto";

    public const string ChallengeOn = "on";

    /// <summary>The highest number of slots of one concert.</summary>
    public const int HighestMaxActive = 1_000_000;

    // A hundredth of a hall is what one address may take in a minute, if each of its users takes one seat.
    private const int SeatsPerAdmission = 100;

    private const int LeastPerAddress = 10;

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
    /// The claim window of a user who asked to be called: these users come from elsewhere when they are called. Default 2 minutes.
    /// </summary>
    public TimeSpan CalledClaimWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whoever neither polls nor streams for this long is passed over, and waits in front of the line until they are back. Default 3
    /// minutes. Poll intervals are at most a third of it.
    /// </summary>
    public TimeSpan AbsentAfter { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// How many users of one address are admitted a minute, for one concert. 0: any number. Default: 10, or a hundredth of the seats of the
    /// concert's smallest date if that is more. Gateways send no address while <c>RateLimit:PerClientPerSecond</c> is 0.
    /// </summary>
    public int? AdmissionsPerAddressPerMinute { get; set; }

    /// <summary>
    /// When gateways ask for a solved challenge before a user joins: <c>off</c>, <c>on</c>, or <c>auto</c>, when the line is long or many
    /// users of the address asked for a place recently. Silos ignore this setting. Default <c>auto</c>.
    /// </summary>
    public string Challenge { get; set; } = ChallengeAuto;

    /// <summary>
    /// How long before the first sale of a concert its lobby opens, where the concert does not say. Default 30 minutes.
    /// </summary>
    public TimeSpan LobbyBefore { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The claim window of a slot: longer for a user who asked to be called, and never longer than the slot.</summary>
    internal TimeSpan ClaimWindowOf(bool isCalled) =>
        !isCalled || CalledClaimWindow < ClaimWindow ? ClaimWindow
        : CalledClaimWindow < ActiveLifetime ? CalledClaimWindow
        : ActiveLifetime;

    /// <summary>The most admissions of users of one address in any minute; null: any number.</summary>
    /// <param name="smallestDate">The seats of the concert's smallest date; 0 if it has none.</param>
    internal int? AdmissionsPerAddressOf(int smallestDate) =>
        AdmissionsPerAddressPerMinute == 0
            ? null
            : AdmissionsPerAddressPerMinute ?? Math.Max(LeastPerAddress, smallestDate / SeatsPerAdmission);

    /// <summary>The errors, one line each, which names the key as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (Challenge is not (ChallengeOff or ChallengeAuto or ChallengeOn))
            yield return $"Queue:Challenge is '{Challenge}'; it must be 'off', 'auto' or 'on'.";
        if (MaxActive is < 1 or > HighestMaxActive)
            yield return $"Queue:MaxActive is {MaxActive}; it must be 1 to {HighestMaxActive:N0}.";
        if (AdmissionsPerAddressPerMinute is < 0 or > HighestMaxActive)
            yield return $"Queue:AdmissionsPerAddressPerMinute is {AdmissionsPerAddressPerMinute}; it must be 0 to {HighestMaxActive:N0}.";
        if (AbsentAfter < MinClaimWindow || AbsentAfter > TimeSpan.FromDays(1))
            yield return $"Queue:AbsentAfter is {AbsentAfter}; it must be {MinClaimWindow} to 1.00:00:00.";
        if (LobbyBefore < TimeSpan.Zero || LobbyBefore > TimeSpan.FromDays(7))
            yield return $"Queue:LobbyBefore is {LobbyBefore}; it must be 00:00:00 to 7.00:00:00.";
        if (ActiveLifetime < MinClaimWindow || ActiveLifetime > TimeSpan.FromDays(1))
            yield return $"Queue:ActiveLifetime is {ActiveLifetime}; it must be {MinClaimWindow} to 1.00:00:00.";
        else if (ClaimWindow < MinClaimWindow || ClaimWindow > ActiveLifetime)
            yield return $"Queue:ClaimWindow is {ClaimWindow}; it must be {MinClaimWindow} to Queue:ActiveLifetime ({ActiveLifetime}).";
        if (CalledClaimWindow < MinClaimWindow || CalledClaimWindow > TimeSpan.FromDays(1))
            yield return $"Queue:CalledClaimWindow is {CalledClaimWindow}; it must be {MinClaimWindow} to 1.00:00:00.";
    }
}
