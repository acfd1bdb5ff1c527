namespace Concert.Cluster;

/// <summary>How a gateway of a cluster goes.</summary>
internal sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <summary>
    /// How long a gateway in front of a cluster goes on serving after SIGTERM while it says that it is not ready: longer than
    /// the balancer takes to notice. Default 3 seconds.
    /// </summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>What is wrong, each line naming its key as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromSeconds(20))
            yield return $"Drain:Delay is {Delay}; it must be 00:00:00 to 00:00:20.";
    }
}
