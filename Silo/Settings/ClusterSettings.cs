namespace Concert.Settings;

/// <summary>How this process takes part in a cluster. (<c>ClusterOptions</c> is Orleans' own.)</summary>
public sealed class ClusterSettings
{
    public const string Section = "Cluster";

    public const string Embedded = "embedded";

    public const string Client = "client";

    /// <summary>
    /// What a gateway is: <c>embedded</c>, with a silo in its process; <c>client</c>, in front of the <c>Silo</c> processes of
    /// its cluster. A <c>Silo</c> process does not look at it. Default <c>embedded</c>.
    /// </summary>
    public string Mode { get; set; } = Embedded;

    /// <summary>The port silos reach this silo at. Default 11111; 0 picks a free one.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port gateways reach this silo at. Default 30000; 0 picks a free one.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// The address or host name that others reach this silo at. A loopback address keeps the silo to its own machine; any
    /// other listens on all. Default: what this host's own name stands for.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>
    /// How long a gateway sends a call again that found no silo or no database, before it answers 503: longer than a dead silo
    /// takes to be replaced. Default 15 seconds.
    /// </summary>
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Silos and gateways of one cluster share it. Default <c>concert</c>.</summary>
    public string ClusterId { get; set; } = "concert";

    /// <summary>The key under which state is stored; changing it hides all state. Default <c>concert</c>.</summary>
    public string ServiceId { get; set; } = "concert";

    public IEnumerable<string> Validate()
    {
        if (Mode is not (Embedded or Client)) yield return $"Cluster:Mode is '{Mode}'; it must be 'embedded' or 'client'.";
        if (SiloPort is < 0 or > 65535) yield return $"Cluster:SiloPort is {SiloPort}; it must be 0 to 65535.";
        if (GatewayPort is < 0 or > 65535) yield return $"Cluster:GatewayPort is {GatewayPort}; it must be 0 to 65535.";
        if (AdvertisedAddress is not null && string.IsNullOrWhiteSpace(AdvertisedAddress))
            yield return "Cluster:AdvertisedAddress is empty; it must be an address or a host name.";
        if (RetryTimeout < TimeSpan.Zero || RetryTimeout > TimeSpan.FromMinutes(1))
            yield return $"Cluster:RetryTimeout is {RetryTimeout}; it must be 00:00:00 to 00:01:00.";
        if (string.IsNullOrWhiteSpace(ClusterId)) yield return "Cluster:ClusterId is empty; it must name the cluster.";
        if (string.IsNullOrWhiteSpace(ServiceId)) yield return "Cluster:ServiceId is empty; it must name the service.";
    }
}
