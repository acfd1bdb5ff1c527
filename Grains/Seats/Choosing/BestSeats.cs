using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>
/// The best seats for someone who leaves the choice to us. Sections in the layout's order, rows from the front, near the
/// middle of the row; together where there are any; and no single seat left alone, for which a row further back is taken.
/// Looks only into rows with seats enough: a full house costs a glance at each row's count.
/// </summary>
internal static class BestSeats
{
    /// <param name="map">The picture.</param>
    /// <param name="quantity">How many.</param>
    /// <param name="section">A section's name; none: all.</param>
    /// <param name="isExcluded">Seats to be passed over although the picture shows them free.</param>
    /// <returns>Indexes of seats, in order; empty: there are not so many.</returns>
    public static ImmutableArray<int> Pick(SeatMap map, int quantity, string? section, Func<int, bool> isExcluded)
    {
        bool IsFree(int seat) => map.IsAvailable(seat) && !isExcluded(seat);
        var rows = RowsOf(map, section);
        return PickTogether(map, rows, quantity, IsFree) is { IsEmpty: false } together
            ? together
            : PickApart(map, rows, quantity, IsFree);
    }

    /// <summary>The free runs of so many seats in a row, each with the number of single seats that it would leave alone.</summary>
    public static IEnumerable<(int First, int OrphanCount)> Runs(HallRow row, int quantity, Func<int, bool> isFree)
    {
        var end = row.First + row.Length;
        for (var start = row.First; start < end; start++)
        {
            if (!isFree(start)) continue;
            var beyond = start;
            while (beyond < end && isFree(beyond)) beyond++;
            for (var first = start; first + quantity <= beyond; first++)
            {
                var orphanCount = (first - start == 1 ? 1 : 0) + (beyond - first - quantity == 1 ? 1 : 0);
                yield return (first, orphanCount);
            }

            start = beyond;
        }
    }

    private static ImmutableArray<int> PickTogether(SeatMap map, List<int> rows, int quantity, Func<int, bool> isFree)
    {
        (int First, int OrphanCount)? fallback = null;
        foreach (var index in rows)
        {
            if (map.HallRows.FreeCount(index) < quantity) continue;
            var row = map.HallRows[index];
            var best = Runs(row, quantity, isFree)
                .OrderBy(run => run.OrphanCount)
                .ThenBy(run => Math.Abs((2 * run.First) + quantity - (2 * row.First) - row.Length))
                .Cast<(int First, int OrphanCount)?>()
                .FirstOrDefault();
            if (best is { OrphanCount: 0 }) return Range(best.Value.First, quantity);
            if (fallback is null || best?.OrphanCount < fallback.Value.OrphanCount) fallback = best ?? fallback;
        }

        return fallback is { } run ? Range(run.First, quantity) : [];
    }

    // Nowhere so many side by side: as few neighbouring rows as will do, from the front.
    private static ImmutableArray<int> PickApart(SeatMap map, List<int> rows, int quantity, Func<int, bool> isFree)
    {
        var free = rows.Where(row => map.HallRows.FreeCount(row) > 0)
            .Select(row => SeatsOf(map.HallRows[row]).Where(isFree).ToList())
            .Where(seats => seats.Count > 0)
            .ToList();
        var (from, to) = (-1, int.MaxValue);
        var count = 0;
        for (int first = 0, last = 0; last < free.Count; last++)
        {
            count += free[last].Count;
            while (count - free[first].Count >= quantity) count -= free[first++].Count;
            if (count >= quantity && (from < 0 || last - first < to - from)) (from, to) = (first, last);
        }

        return from < 0 ? [] : [.. free[from..(to + 1)].SelectMany(seats => seats).Take(quantity)];
    }

    private static List<int> RowsOf(SeatMap map, string? section)
    {
        var rows = new List<int>();
        for (var i = 0; i < map.HallRows.Count; i++)
        {
            if (section is null || map.Layout.Sections[map.HallRows[i].Section].Name == section) rows.Add(i);
        }

        return rows;
    }

    private static IEnumerable<int> SeatsOf(HallRow row) => Enumerable.Range(row.First, row.Length);

    private static ImmutableArray<int> Range(int first, int count) => [.. Enumerable.Range(first, count)];
}
