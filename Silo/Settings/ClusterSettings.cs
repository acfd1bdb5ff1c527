namespace Concert.Settings;

/// <summary>How this process takes part in a cluster. (The name <c>ClusterOptions</c> belongs to Orleans.)</summary>
public sealed class ClusterSettings
{
    public const string Section = "Cluster";

    public const string Embedded = "embedded";

    public const string Client = "client";

    /// <summary>
    /// The kind of gateway: <c>embedded</c> has a silo in its own process; <c>client</c> calls the <c>Silo</c> processes of a
    /// cluster. <c>Silo</c> processes ignore this setting. Default <c>embedded</c>.
    /// </summary>
    public string Mode { get; set; } = Embedded;

    /// <summary>The port at which other silos reach this one. Default 11111; 0 picks a free one.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port at which gateways reach this silo. Default 30000; 0 picks a free one.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// The address or host name at which other processes reach this silo. With a loopback address the silo listens only on its own
    /// machine, with any other on all addresses. Default: the address of this host's name.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>
    /// How long a gateway retries a call that found no silo or no database, before it answers 503. It should be longer than a
    /// cluster needs to replace a dead silo. Default 15 seconds.
    /// </summary>
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The name of the cluster, the same in all its silos and gateways. Default <c>concert</c>.</summary>
    public string ClusterId { get; set; } = "concert";

    /// <summary>Part of the key of every stored state: a silo with another id sees none of it. Default <c>concert</c>.</summary>
    public string ServiceId { get; set; } = "concert";

    /// <summary>
    /// A file with the certificate (PEM) that this process shows to the others of its cluster. With it, all connections between the
    /// processes of the cluster are TLS, and each side must show a certificate of <see cref="TlsAuthority"/>. Default none, and the
    /// connections are plain TCP.
    /// </summary>
    public string? TlsCertificate { get; set; }

    /// <summary>A file with the private key (PEM, not encrypted) of <see cref="TlsCertificate"/>.</summary>
    public string? TlsKey { get; set; }

    /// <summary>
    /// A file with the certificates (PEM) of the authority of the cluster, and of its intermediate authorities. It must issue
    /// certificates to the cluster's processes only: whoever has one can call every grain.
    /// </summary>
    public string? TlsAuthority { get; set; }

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
        (string Key, string? Path)[] files =
        [
            ("Cluster:TlsCertificate", TlsCertificate), ("Cluster:TlsKey", TlsKey), ("Cluster:TlsAuthority", TlsAuthority),
        ];
        // All three or none. A process that silently used plain TCP would look protected.
        foreach (var (key, _) in files.Where(file => string.IsNullOrWhiteSpace(file.Path) && files.Any(other => other.Path is not null)))
            yield return $"{key} is not set; TLS between processes needs Cluster:TlsCertificate, Cluster:TlsKey and Cluster:TlsAuthority.";
    }
}
