namespace Concert.Http;

/// <summary>The limits on the connections of clients.</summary>
internal sealed class ClientConnectionOptions
{
    public const string Section = "Connections";

    /// <summary>
    /// The descriptors that the process needs for everything but clients: its own files, the database, silos. An embedded gateway
    /// without clients has 350.
    /// </summary>
    internal const int ReservedDescriptors = 512;

    // A connection that waits costs about 20 KB: with this many they cost about 400 MB.
    private const int MostByDefault = 20_000;

    /// <summary>Connections to the listener for operators at a time. They are a part of <see cref="ReservedDescriptors"/>.</summary>
    internal const int MaxForOperators = 64;

    /// <summary>
    /// Connections of clients at a time, at all addresses that the gateway listens on but those for operators; the next one is closed at
    /// once. Default: half of the file descriptors that the process may open, at most 20,000, and 512 less than all.
    /// </summary>
    public int? Max { get; set; }

    /// <summary>
    /// Connections of one address at a time; of IPv6, of one network of 64 bits. The next one is closed at once. Behind a balancer all
    /// connections have the balancer's address: then there is no limit, and the balancer must have one. Default 2,000: room for the
    /// streams of an address and as many connections for other calls.
    /// </summary>
    public int MaxPerAddress { get; set; } = 2_000;

    /// <summary>
    /// How long a client may accept no bytes of a response before its connection is cut. Default 30 seconds: a phone that loses its
    /// network for a tunnel reads on, and the page itself gives a silent connection up after 35.
    /// </summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The connections allowed in a process that may open <paramref name="descriptors"/> files.</summary>
    public int MaxWithin(int? descriptors) => Max
        ?? (descriptors is { } all ? Math.Min(MostByDefault, Math.Min(all / 2, all - ReservedDescriptors)) : MostByDefault);

    /// <param name="descriptors">How many files the process may open; null: unlimited.</param>
    public IEnumerable<string> Validate(int? descriptors)
    {
        if (descriptors <= ReservedDescriptors)
        {
            yield return $"The process may open {descriptors} files, and needs {ReservedDescriptors} of them itself: "
                + "raise the limit (ulimit -n).";
        }

        if (Max is < 1 or > 1_000_000) yield return $"Connections:Max is {Max}; it must be 1 to 1,000,000.";
        // A process that runs out of descriptors cannot open its database or accept its health check: it stops serving.
        else if (descriptors > ReservedDescriptors && Max > descriptors - ReservedDescriptors)
        {
            yield return $"Connections:Max is {Max}, but the process may open {descriptors} files and needs {ReservedDescriptors} of them "
                + "itself: lower it, or raise the limit (ulimit -n).";
        }

        if (MaxPerAddress is < 1 or > 1_000_000) yield return $"Connections:MaxPerAddress is {MaxPerAddress}; it must be 1 to 1,000,000.";
        if (StallTimeout < TimeSpan.FromSeconds(1) || StallTimeout > TimeSpan.FromMinutes(10))
            yield return $"Connections:StallTimeout is {StallTimeout}; it must be 00:00:01 to 00:10:00.";
    }
}
