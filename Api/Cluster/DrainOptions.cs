namespace Concert.Cluster;

/// <summary>How a gateway of a cluster shuts down, with a silo in its process or without.</summary>
internal sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <summary>
    /// How long a gateway of a cluster continues to serve requests after SIGTERM while its readiness endpoint already answers
    /// "not ready". It should be longer than the load balancer needs to notice. Default 3 seconds.
    /// </summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromSeconds(20))
            yield return $"Drain:Delay is {Delay}; it must be 00:00:00 to 00:00:20.";
    }
}
