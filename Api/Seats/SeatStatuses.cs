namespace Concert.Seats;

/// <summary>The statuses of all seats of one version of a map, in chunks. Never modified: the next version shares what stayed.</summary>
internal sealed class SeatStatuses
{
    private readonly SeatChunk[] _chunks;

    private SeatStatuses(SeatChunk[] chunks) => _chunks = chunks;

    public ReadOnlySpan<SeatChunk> Chunks => _chunks;

    public int Count => _chunks.Length == 0 ? 0 : _chunks[^1].Start + _chunks[^1].Statuses.Length;

    public SeatStatus this[int index] => _chunks[index / SeatChunk.Size].Statuses[index % SeatChunk.Size];

    public static SeatStatuses Of(ReadOnlySpan<SeatStatus> all) => new(ChunksOf(all, []));

    /// <summary>These seats replace all. A chunk in which none is different stays.</summary>
    public SeatStatuses Replace(ReadOnlySpan<SeatStatus> all) => new(ChunksOf(all, _chunks));

    /// <summary>Changes some seats, and copies the chunks that have them.</summary>
    /// <param name="indexes">Of the seats.</param>
    /// <param name="statuses">In the same order.</param>
    /// <param name="changed">The indexes of the seats that had another status.</param>
    public SeatStatuses With(ReadOnlySpan<int> indexes, ReadOnlySpan<SeatStatus> statuses, out int[] changed)
    {
        var copies = new Dictionary<int, SeatStatus[]>();
        var differences = new List<int>(indexes.Length);
        for (var i = 0; i < indexes.Length; i++)
        {
            // A seat that was held and freed again between the two versions is in the view, but has not changed.
            var (index, at) = (indexes[i], indexes[i] / SeatChunk.Size);
            if (this[index] == statuses[i]) continue;
            if (!copies.TryGetValue(at, out var copy)) copies[at] = copy = _chunks[at].Statuses.ToArray();
            copy[index - _chunks[at].Start] = statuses[i];
            differences.Add(index);
        }

        SeatChunk[] chunks = [.. _chunks];
        foreach (var (at, copy) in copies) chunks[at] = new(chunks[at].Start, copy);
        changed = [.. differences];
        return new(chunks);
    }

    /// <summary>The indexes of the seats that had another status in <paramref name="before"/>, ascending.</summary>
    public int[] DifferencesTo(SeatStatuses before)
    {
        var differences = new List<int>();
        for (var at = 0; at < _chunks.Length; at++)
        {
            if (ReferenceEquals(_chunks[at], before._chunks[at])) continue;
            var now = _chunks[at].Statuses;
            var then = before._chunks[at].Statuses;
            for (var index = 0; index < now.Length; index++)
            {
                index += now[index..].CommonPrefixLength(then[index..]);
                if (index < now.Length) differences.Add(_chunks[at].Start + index);
            }
        }

        return [.. differences];
    }

    private static SeatChunk[] ChunksOf(ReadOnlySpan<SeatStatus> all, ReadOnlySpan<SeatChunk> before)
    {
        var chunks = new SeatChunk[(all.Length + SeatChunk.Size - 1) / SeatChunk.Size];
        for (var at = 0; at < chunks.Length; at++)
        {
            var start = at * SeatChunk.Size;
            var statuses = all[start..Math.Min(start + SeatChunk.Size, all.Length)];
            var isSame = at < before.Length && statuses.SequenceEqual(before[at].Statuses);
            chunks[at] = isSame ? before[at] : new(start, statuses.ToArray());
        }

        return chunks;
    }
}
