namespace Concert.Http;

/// <summary>How much one client may ask.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>Requests in a second, for each user, or each address that shows no token. 0 turns it off. Default 50.</summary>
    public int PerClientPerSecond { get; set; } = 50;

    /// <summary>What is wrong, each line naming its key as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (PerClientPerSecond is < 0 or > 1_000_000)
            yield return $"RateLimit:PerClientPerSecond is {PerClientPerSecond}; it must be 0 to 1,000,000.";
    }
}
