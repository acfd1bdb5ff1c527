using System.Collections.Immutable;
using Concert.Catalog;

namespace Concert.Seats;

/// <summary>One row of a hall: its section, its number in the section, and the range of indexes of its seats in the layout.</summary>
internal readonly record struct HallRow(int Section, int Row, int First, int Length)
{
    /// <summary>The longest runs of neighbors that all fit: the first seat of each, and the one after its last.</summary>
    public IEnumerable<(int First, int End)> RunsOf(Func<int, bool> fits)
    {
        var end = First + Length;
        for (var start = First; start < end; start++)
        {
            if (!fits(start)) continue;
            var beyond = start;
            while (beyond < end && fits(beyond)) beyond++;
            yield return (start, beyond);
            start = beyond;
        }
    }
}

/// <summary>
/// The rows of a layout in order, with the number of free seats of each, so that a search skips full rows. No Orleans, no clock.
/// </summary>
internal sealed class HallRows
{
    private readonly ImmutableArray<HallRow> _rows;
    private readonly int[] _freeCounts;
    private readonly int[] _rowOfSeat;

    private HallRows(ImmutableArray<HallRow> rows, int seatCount)
    {
        _rows = rows;
        _freeCounts = [.. rows.Select(row => row.Length)];
        _rowOfSeat = new int[seatCount];
        for (var i = 0; i < rows.Length; i++) _rowOfSeat.AsSpan(rows[i].First, rows[i].Length).Fill(i);
    }

    public int Count => _rows.Length;

    public HallRow this[int row] => _rows[row];

    public static HallRows Of(PerformanceLayout layout)
    {
        var rows = ImmutableArray.CreateBuilder<HallRow>();
        var first = 0;
        foreach (var (ordinal, section) in layout.Sections.Index())
        {
            for (var row = 0; row < section.RowCount; row++, first += section.SeatsPerRow)
                rows.Add(new(ordinal, row, first, section.SeatsPerRow));
        }

        return new(rows.ToImmutable(), first);
    }

    public int FreeCount(int row) => _freeCounts[row];

    public int RowOf(int seat) => _rowOfSeat[seat];

    public void Free(int seat, int count) => _freeCounts[_rowOfSeat[seat]] += count;
}
