namespace Concert.Http;

/// <summary>The limit on requests of one client.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>Requests a second for each user, or for each address that sends no token. 0 turns the limit off. Default 50.</summary>
    public int PerClientPerSecond { get; set; } = 50;

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (PerClientPerSecond is < 0 or > 1_000_000)
            yield return $"RateLimit:PerClientPerSecond is {PerClientPerSecond}; it must be 0 to 1,000,000.";
    }
}
