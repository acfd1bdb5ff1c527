namespace Concert.Queues;

/// <summary>The settings of the waiting room.</summary>
public sealed class QueueOptions
{
    public const string Section = "Queue";

    /// <summary>Users admitted at a time, for one concert. Default 500.</summary>
    public int MaxActive { get; set; } = 500;

    /// <summary>How long a slot lasts without a payment, from admission. Default 10 minutes.</summary>
    public TimeSpan ActiveLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an admitted user may stay away before the slot goes to the next user. Default 30 seconds.</summary>
    public TimeSpan ClaimWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The errors, one line each, which names the key as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (MaxActive is < 1 or > 1_000_000)
            yield return $"Queue:MaxActive is {MaxActive}; it must be 1 to 1,000,000.";
        if (ActiveLifetime < TimeSpan.FromSeconds(1) || ActiveLifetime > TimeSpan.FromDays(1))
            yield return $"Queue:ActiveLifetime is {ActiveLifetime}; it must be 00:00:01 to 1.00:00:00.";
        if (ClaimWindow < TimeSpan.FromSeconds(1) || ClaimWindow > ActiveLifetime)
            yield return $"Queue:ClaimWindow is {ClaimWindow}; it must be 00:00:01 to Queue:ActiveLifetime ({ActiveLifetime}).";
    }
}
