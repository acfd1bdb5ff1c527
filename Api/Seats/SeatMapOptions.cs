namespace Concert.Seats;

/// <summary>The seat maps that a gateway stores.</summary>
internal sealed class SeatMapOptions
{
    public const string Section = "SeatMaps";

    /// <summary>
    /// Bytes of seat maps in memory, before those that nobody reads are evicted. Default 256 MiB: about 2 million seats, such as 20
    /// dates of a stadium.
    /// </summary>
    public long CacheBytes { get; set; } = 256L * 1024 * 1024;

    public IEnumerable<string> Validate()
    {
        if (CacheBytes is < 1024 * 1024 or > 64L * 1024 * 1024 * 1024)
            yield return $"SeatMaps:CacheBytes is {CacheBytes}; it must be 1,048,576 (1 MiB) to 68,719,476,736 (64 GiB).";
    }
}
