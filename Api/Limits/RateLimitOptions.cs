namespace Concert.Limits;

/// <summary>The limits on requests.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    private const int Max = 1_000_000;

    /// <summary>Requests a second for each user. 0 turns every limit off. Default 50.</summary>
    public int PerClientPerSecond { get; set; } = 50;

    /// <summary>
    /// Requests a second for each address, of all its users and of those without a token together. Many fans can share one address
    /// (a campus, a mobile network), so it is twenty times the limit of a user. It is never less than that limit. 0 turns it off.
    /// Default 1000.
    /// </summary>
    public int PerAddressPerSecond { get; set; } = 1000;

    /// <summary>
    /// Users that one address can create in a minute. At the opening of a sale a campus creates this many at once; more wait some
    /// seconds, and an attacker does not get a limit of their own for each of thousands of users. 0 turns it off. Default 300.
    /// </summary>
    public int NewUsersPerAddressPerMinute { get; set; } = 300;

    /// <summary>
    /// New places in the queue of one concert that the users of one address can get in a minute: as many as it can create users.
    /// 0 turns it off. Default 300.
    /// </summary>
    public int NewPlacesPerAddressPerMinute { get; set; } = 300;

    /// <summary>Wrong admin keys that one address can send in a minute. 0 turns it off. Default 10.</summary>
    public int WrongAdminKeysPerAddressPerMinute { get; set; } = 10;

    /// <summary>
    /// Recovery codes that one address can try in a minute, right or wrong. A code has 60 random bits, so this is not what keeps it from
    /// being guessed; it keeps the guessing from costing the database. 0 turns it off. Default 5.
    /// </summary>
    public int RecoveriesPerAddressPerMinute { get; set; } = 5;

    /// <summary>False if an operator has turned every limit off.</summary>
    public bool IsOn => PerClientPerSecond > 0;

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate() =>
    [
        .. Check(nameof(PerClientPerSecond), PerClientPerSecond),
        .. Check(nameof(PerAddressPerSecond), PerAddressPerSecond),
        .. Check(nameof(NewUsersPerAddressPerMinute), NewUsersPerAddressPerMinute),
        .. Check(nameof(NewPlacesPerAddressPerMinute), NewPlacesPerAddressPerMinute),
        .. Check(nameof(WrongAdminKeysPerAddressPerMinute), WrongAdminKeysPerAddressPerMinute),
        .. Check(nameof(RecoveriesPerAddressPerMinute), RecoveriesPerAddressPerMinute),
    ];

    private static IEnumerable<string> Check(string name, int value)
    {
        if (value is < 0 or > Max) yield return $"{Section}:{name} is {value}; it must be 0 to 1,000,000.";
    }
}
