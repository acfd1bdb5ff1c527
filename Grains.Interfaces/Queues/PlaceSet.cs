using System.Numerics;

namespace Concert.Queues;

/// <summary>
/// An immutable set of places of a queue that are counted from the front: one bit for each place. A million users may leave a line,
/// and each position depends on how many of them were ahead: sorted numbers would be copied at each step, eight bytes each.
/// </summary>
public sealed class PlaceSet
{
    private const int BlockShift = 12;
    private const int WordShift = 6;
    private const int WordsInBlock = 1 << (BlockShift - WordShift);
    private const int BitMask = (1 << WordShift) - 1;

    private readonly long _firstBlock;
    private readonly ulong[]?[] _blocks;

    // The number of places in the blocks before each block, and at last in all of them.
    private readonly int[] _counts;

    private PlaceSet(long firstBlock, ulong[]?[] blocks, int[] counts) => (_firstBlock, _blocks, _counts) = (firstBlock, blocks, counts);

    public static PlaceSet Empty { get; } = new(0, [], [0]);

    public int Count => _counts[^1];

    public bool Contains(long place) =>
        place >> BlockShift >= _firstBlock
        && (place >> BlockShift) - _firstBlock < _blocks.Length
        && _blocks[(place >> BlockShift) - _firstBlock] is { } block
        && (block[WordOf(place)] & BitOf(place)) != 0;

    /// <summary>How many places of the set are at or before a place.</summary>
    public int CountThrough(long place)
    {
        var index = (place >> BlockShift) - _firstBlock;
        if (index < 0) return 0;
        if (index >= _blocks.Length) return Count;
        if (_blocks[index] is not { } block) return _counts[index];
        // The shift drops the bits of the places behind.
        var inWord = BitOperations.PopCount(block[WordOf(place)] << (BitMask - (int)(place & BitMask)));
        return _counts[index] + CountIn(block, WordOf(place)) + inWord;
    }

    public PlaceSet With(IReadOnlyCollection<long> places)
    {
        if (places.Count == 0) return this;
        var (lowest, highest) = (places.Min() >> BlockShift, places.Max() >> BlockShift);
        var first = _blocks.Length == 0 ? lowest : Math.Min(lowest, _firstBlock);
        var blocks = new ulong[]?[Math.Max(highest + 1, _firstBlock + _blocks.Length) - first];
        _blocks.CopyTo(blocks, _blocks.Length == 0 ? 0 : _firstBlock - first);
        var copied = new HashSet<long>();
        foreach (var place in places)
        {
            var index = (place >> BlockShift) - first;
            if (copied.Add(index)) blocks[index] = [.. blocks[index] ?? new ulong[WordsInBlock]];
            blocks[index]![WordOf(place)] |= BitOf(place);
        }

        // Only the copied blocks are counted again.
        var counts = new int[blocks.Length + 1];
        for (var i = 0; i < blocks.Length; i++)
            counts[i + 1] = counts[i] + (copied.Contains(i) ? CountIn(blocks[i]!, WordsInBlock) : CountOfBlock(first + i));
        return new(first, blocks, counts);
    }

    public PlaceSet Except(long place)
    {
        if (!Contains(place)) return this;
        var index = (int)((place >> BlockShift) - _firstBlock);
        ulong[]?[] blocks = [.. _blocks];
        blocks[index] = [.. blocks[index]!];
        blocks[index]![WordOf(place)] &= ~BitOf(place);
        int[] counts = [.. _counts.Select((count, i) => i > index ? count - 1 : count)];
        return new(_firstBlock, blocks, counts);
    }

    /// <summary>
    /// The set without what is far behind a place, so that it does not grow over an evening. Places shortly before it may stay.
    /// </summary>
    public PlaceSet Without(long through)
    {
        var passed = Math.Clamp((through >> BlockShift) - _firstBlock, 0, _blocks.Length);
        if (passed == 0) return this;
        int[] counts = [.. _counts[(int)passed..].Select(count => count - _counts[passed])];
        return new(_firstBlock + passed, _blocks[(int)passed..], counts);
    }

    private int CountOfBlock(long block)
    {
        var index = block - _firstBlock;
        return index >= 0 && index < _blocks.Length ? _counts[index + 1] - _counts[index] : 0;
    }

    private static int CountIn(ulong[] block, int wordCount)
    {
        var count = 0;
        for (var word = 0; word < wordCount; word++) count += BitOperations.PopCount(block[word]);
        return count;
    }

    private static int WordOf(long place) => (int)(place >> WordShift) & (WordsInBlock - 1);

    private static ulong BitOf(long place) => 1UL << (int)(place & BitMask);
}
