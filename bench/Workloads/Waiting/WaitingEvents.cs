namespace Concert.Bench.Workloads;

/// <summary>Counts the events of one stream, of which a part may end anywhere.</summary>
internal sealed class WaitingEvents
{
    // Longer than what is looked for.
    private const int Kept = 24;

    private byte[] _end = [];

    /// <summary>Whether an event said that the user has a slot.</summary>
    public bool IsAdmitted { get; private set; }

    /// <summary>How many events begin in the part, or end their first line in it.</summary>
    public int CountIn(ReadOnlySpan<byte> part)
    {
        byte[] all = [.. _end, .. part];
        var count = all.AsSpan().Count("event: token\n"u8);
        IsAdmitted |= all.AsSpan().IndexOf("\"status\":\"active\""u8) >= 0;
        // What begins before these bytes was counted; what begins in them and is cut off is counted with the next part.
        var cut = all.AsSpan().LastIndexOf("event: token\n"u8) + 1;
        _end = all[Math.Max(cut, all.Length - Kept)..];
        return count;
    }
}
