namespace Concert.Seats;

/// <summary>One version of a performance's seats, and its bytes, each made when first asked for and then shared.</summary>
internal sealed class SeatMapSnapshot(SeatMapText text, long version, SeatStatus[] statuses, long previousVersion, int[] changedIndexes)
{
    // Every seat, then one for each status; first plain, then compressed.
    private readonly byte[]?[] _bodies = new byte[]?[Filters * 2];
    private byte[]? _change;
    private byte[]? _compact;
    private byte[]? _compactChange;

    private const int Filters = 4;

    public long Version => version;

    public SeatStatus[] Statuses => statuses;

    /// <summary>The map as an answer's body, of seats of <paramref name="only"/> that status where one is given.</summary>
    public byte[] Body(SeatStatus? only, bool compressed)
    {
        var index = (only is { } status ? (int)status + 1 : 0) + (compressed ? Filters : 0);
        // Two may render the same at once; they come to the same bytes, and the next finds them.
        return _bodies[index] ??= compressed ? SeatMapText.Compress(Body(only, false)) : text.Render(version, statuses, only);
    }

    /// <summary>The map as a stream's first event.</summary>
    public byte[] Snapshot(bool isCompact) =>
        isCompact ? _compact ??= text.Compact.Render(version, statuses) : Body(only: null, compressed: false);

    /// <summary>What a watcher who saw <paramref name="seen"/> has missed.</summary>
    public byte[] ChangeSince(SeatMapSnapshot seen, bool isCompact)
    {
        if (seen.Version != previousVersion) return Change(SeatMapText.Differences(seen.Statuses, statuses), isCompact);
        return isCompact ? _compactChange ??= Change(changedIndexes, true) : _change ??= Change(changedIndexes, false);
    }

    private byte[] Change(int[] indexes, bool isCompact) => isCompact
        ? text.Compact.RenderChange(version, statuses, indexes)
        : text.RenderChange(version, statuses, indexes);
}
