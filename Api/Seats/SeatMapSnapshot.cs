namespace Concert.Seats;

/// <summary>One version of a performance's seats. Its bytes are rendered at first use and then shared by all readers.</summary>
internal sealed class SeatMapSnapshot
{
    private readonly SeatMapText _text;
    private readonly SeatStatuses _statuses;
    private readonly long? _previousVersion;
    private readonly int[] _changedIndexes;

    private readonly PlainSeatMap?[] _plain = new PlainSeatMap?[SeatMapText.FilterCount];
    private readonly GzipSeatMap?[] _compressed = new GzipSeatMap?[SeatMapText.FilterCount];
    private byte[]? _change;
    private byte[]? _compact;
    private byte[]? _compactChange;
    private CompactSeatMap? _compactPlain;
    private CompactSeatMap? _compactCompressed;

    private SeatMapSnapshot(SeatMapText text, long version, SeatStatuses statuses, long? previousVersion, int[] changedIndexes)
    {
        (_text, Version, _statuses) = (text, version, statuses);
        (_previousVersion, _changedIndexes) = (previousVersion, changedIndexes);
    }

    public long Version { get; }

    /// <summary>The first snapshot of a performance, from a view with every seat.</summary>
    public static SeatMapSnapshot First(SeatMapText text, SeatMapView view) =>
        new(text, view.Version, SeatStatuses.Of(AllOf(text, view)), null, []);

    /// <summary>The next snapshot.</summary>
    /// <param name="view">The seat map grain's response to a read with this snapshot's version.</param>
    public SeatMapSnapshot Next(SeatMapView view)
    {
        if (view.Version == Version) return this;
        if (view.IsSnapshot)
        {
            var all = _statuses.Replace(AllOf(_text, view));
            return new(_text, view.Version, all, Version, all.DifferencesTo(_statuses));
        }

        var statuses = _statuses.With(view.Indexes.AsSpan(), view.Statuses.AsSpan(), out var changed);
        return new(_text, view.Version, statuses, Version, changed);
    }

    /// <summary>The body of a response: all seats, or only the seats with status <paramref name="only"/>.</summary>
    public SeatMapBody Body(SeatStatus? only, bool compressed)
    {
        var filter = SeatMapText.FilterOf(only);
        // Two readers may render at the same time; their bytes are equal, and later readers share the last.
        return compressed
            ? _compressed[filter] ??= new(_text, Version, _statuses, only)
            : _plain[filter] ??= new(_text, Version, _statuses, only);
    }

    /// <summary>The body of a response in the compact form.</summary>
    public SeatMapBody CompactBody(bool compressed) => compressed
        ? _compactCompressed ??= CompactSeatMap.Compressed(Compact())
        : _compactPlain ??= new(Compact());

    /// <summary>The first event of a stream in the compact form. In the long form it is the whole <see cref="Body"/>.</summary>
    public byte[] Compact() => _compact ??= _text.Compact.Render(Version, _statuses);

    /// <summary>The event for a watcher whose last snapshot was <paramref name="seen"/>, with everything that changed since.</summary>
    public byte[] ChangeSince(SeatMapSnapshot seen, bool isCompact)
    {
        // A watcher that skipped versions: the changes of this version alone are not enough.
        if (seen.Version != _previousVersion) return Change(_statuses.DifferencesTo(seen._statuses), isCompact);
        return isCompact ? _compactChange ??= Change(_changedIndexes, true) : _change ??= Change(_changedIndexes, false);
    }

    private static ReadOnlySpan<SeatStatus> AllOf(SeatMapText text, SeatMapView view) =>
        view.IsSnapshot && view.Statuses.Length == text.SeatCount
        ? view.Statuses.AsSpan()
        : throw new UnavailableException($"The seat map has {view.Statuses.Length} of {text.SeatCount} seats.");

    private byte[] Change(int[] indexes, bool isCompact) => isCompact
        ? _text.Compact.RenderChange(Version, _statuses, indexes)
        : _text.RenderChange(Version, _statuses, indexes);
}
