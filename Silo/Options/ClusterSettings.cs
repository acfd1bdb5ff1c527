namespace Concert.Options;

/// <summary>How this process takes part in a cluster. (<c>ClusterOptions</c> is Orleans' own.)</summary>
public sealed class ClusterSettings
{
    public const string Section = "Cluster";

    public const string Embedded = "embedded";

    /// <summary><c>embedded</c>: gateway and silo in one process. Default <c>embedded</c>.</summary>
    public string Mode { get; set; } = Embedded;

    /// <summary>The port silos reach this silo at. Default 11111; 0 picks a free one (embedded only).</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port gateways reach this silo at. Default 30000; 0 picks a free one (embedded only).</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Silos and gateways of one cluster share it. Default <c>concert</c>.</summary>
    public string ClusterId { get; set; } = "concert";

    /// <summary>The key under which state is stored; changing it hides all state. Default <c>concert</c>.</summary>
    public string ServiceId { get; set; } = "concert";

    public IEnumerable<string> Validate()
    {
        if (Mode is not Embedded) yield return $"Cluster:Mode is '{Mode}'; it must be 'embedded'.";
        if (SiloPort is < 0 or > 65535) yield return $"Cluster:SiloPort is {SiloPort}; it must be 0 to 65535.";
        if (GatewayPort is < 0 or > 65535) yield return $"Cluster:GatewayPort is {GatewayPort}; it must be 0 to 65535.";
        if (string.IsNullOrWhiteSpace(ClusterId)) yield return "Cluster:ClusterId is empty; it must name the cluster.";
        if (string.IsNullOrWhiteSpace(ServiceId)) yield return "Cluster:ServiceId is empty; it must name the service.";
    }
}
