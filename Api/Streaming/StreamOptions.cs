namespace Concert.Streaming;

/// <summary>The limits on open event streams of one gateway.</summary>
internal sealed class StreamOptions
{
    public const string Section = "Streams";

    /// <summary>Open streams of all clients. Never more than three quarters of the connections. Default 10,000.</summary>
    public int Max { get; set; } = 10_000;

    /// <summary>
    /// Open streams of one address; of IPv6, of one network of 64 bits. Default 1,000: a campus or an office behind one address has
    /// that many fans with an open page at each gateway, and nine such addresses still do not fill it.
    /// </summary>
    public int MaxPerAddress { get; set; } = 1_000;

    /// <summary>Open streams of one user. Default 10: a page has one at a time, and a user may have some devices and tabs.</summary>
    public int MaxPerUser { get; set; } = 10;

    public IEnumerable<string> Validate()
    {
        if (Max is < 1 or > 1_000_000) yield return $"Streams:Max is {Max}; it must be 1 to 1,000,000.";
        if (MaxPerAddress is < 1 or > 1_000_000) yield return $"Streams:MaxPerAddress is {MaxPerAddress}; it must be 1 to 1,000,000.";
        if (MaxPerUser is < 1 or > 1_000_000) yield return $"Streams:MaxPerUser is {MaxPerUser}; it must be 1 to 1,000,000.";
    }
}
