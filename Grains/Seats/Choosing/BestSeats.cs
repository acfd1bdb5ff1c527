using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>
/// Chooses the best seats for a user who names only a number. The order is: sections as in the layout, rows from the front, seats
/// near the middle of the row. Seats are together where possible, and no single seat is left alone; a row further back is taken
/// for that. Only rows with enough free seats are searched. No Orleans, no clock.
/// </summary>
internal static class BestSeats
{
    /// <param name="hall">The seats and their availability.</param>
    /// <param name="quantity">How many.</param>
    /// <param name="section">A section's name; null for all sections.</param>
    /// <param name="isExcluded">Seats to skip although the map shows them as available.</param>
    /// <returns>Indexes of seats, in order; empty when there are not enough.</returns>
    public static ImmutableArray<int> Pick(IHall hall, int quantity, string? section, Func<int, bool> isExcluded)
    {
        bool IsFree(int seat) => hall.IsAvailable(seat) && !isExcluded(seat);
        var rows = RowsOf(hall, section);
        return PickTogether(hall, rows, quantity, IsFree) is { IsEmpty: false } together
            ? together
            : PickApart(hall, rows, quantity, IsFree);
    }

    /// <summary>Why there are not enough seats: how many are available to the user, and how many are held and may come back.</summary>
    /// <param name="hall">The seats and their status.</param>
    /// <param name="section">A section's name; null for all sections.</param>
    /// <param name="isExcluded">Seats that the map shows as available and the user cannot have. They count as held.</param>
    public static Refusal.SoldOut Refuse(IHall hall, string? section, Func<int, bool> isExcluded)
    {
        var (available, held) = (0, 0);
        foreach (var seat in RowsOf(hall, section).SelectMany(row => SeatsOf(hall.HallRows[row])))
        {
            if (hall.IsAvailable(seat) && !isExcluded(seat)) available++;
            else if (!hall.IsSold(seat)) held++;
        }

        return new(available, held);
    }

    /// <summary>
    /// The runs of <paramref name="quantity"/> free seats in a row, each with the number of single seats that it would leave alone.
    /// </summary>
    public static IEnumerable<(int First, int OrphanCount)> Runs(HallRow row, int quantity, Func<int, bool> isFree)
    {
        foreach (var (start, beyond) in row.RunsOf(isFree))
        {
            for (var first = start; first + quantity <= beyond; first++)
            {
                var orphanCount = (first - start == 1 ? 1 : 0) + (beyond - first - quantity == 1 ? 1 : 0);
                yield return (first, orphanCount);
            }
        }
    }

    private static ImmutableArray<int> PickTogether(IHall hall, List<int> rows, int quantity, Func<int, bool> isFree)
    {
        (int First, int OrphanCount)? fallback = null;
        foreach (var index in rows)
        {
            if (hall.HallRows.FreeCount(index) < quantity) continue;
            var row = hall.HallRows[index];
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

    // No row has enough free seats side by side: the fewest neighboring rows that do, from the front.
    private static ImmutableArray<int> PickApart(IHall hall, List<int> rows, int quantity, Func<int, bool> isFree)
    {
        var free = rows.Where(row => hall.HallRows.FreeCount(row) > 0)
            .Select(row => SeatsOf(hall.HallRows[row]).Where(isFree).ToList())
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

    private static List<int> RowsOf(IHall hall, string? section)
    {
        var rows = new List<int>();
        for (var i = 0; i < hall.HallRows.Count; i++)
        {
            if (section is null || hall.Layout.Sections[hall.HallRows[i].Section].Name == section) rows.Add(i);
        }

        return rows;
    }

    private static IEnumerable<int> SeatsOf(HallRow row) => Enumerable.Range(row.First, row.Length);

    private static ImmutableArray<int> Range(int first, int count) => [.. Enumerable.Range(first, count)];
}
