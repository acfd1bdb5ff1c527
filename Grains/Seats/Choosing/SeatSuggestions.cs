using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>
/// Finds alternatives for seats that another user took: up to three sets of the same number of free seats side by side. The order
/// is: the same row, the rows around it, then the sections nearest in price. No Orleans, no clock.
/// </summary>
internal static class SeatSuggestions
{
    private const int MaxSets = 3;
    private const int MaxSetsOfRow = 2;

    /// <param name="hall">The seats and their availability.</param>
    /// <param name="asked">Indexes of the requested seats, at least one.</param>
    /// <param name="isExcluded">Seats to skip although the map shows them as available.</param>
    public static ImmutableArray<ImmutableArray<int>> Find(IHall hall, ImmutableArray<int> asked, Func<int, bool> isExcluded)
    {
        var sets = new List<ImmutableArray<int>>();
        var home = hall.HallRows[hall.HallRows.RowOf(asked[0])];
        var wanted = asked.ToHashSet();
        // The map may still show the requested seats as available for a moment: they are not suggested again.
        bool IsFree(int seat) => hall.IsAvailable(seat) && !wanted.Contains(seat) && !isExcluded(seat);
        foreach (var row in Nearest(hall, home))
        {
            if (hall.HallRows.FreeCount(row) < asked.Length) continue;
            AddSetsOf(hall, hall.HallRows[row], asked[0] - home.First, asked.Length, IsFree, sets);
            if (sets.Count >= MaxSets) break;
        }

        return [.. sets];
    }

    private static void AddSetsOf(
        IHall hall, HallRow row, int column, int count, Func<int, bool> isFree, List<ImmutableArray<int>> sets)
    {
        for (var i = 0; i < MaxSetsOfRow && sets.Count < MaxSets; i++)
        {
            bool IsLeft(int seat) => isFree(seat) && !sets.Exists(set => set.Contains(seat));
            var best = BestSeats.Runs(row, count, IsLeft)
                .OrderBy(run => Math.Abs(run.First - row.First - column))
                .ThenBy(run => run.OrphanCount)
                .Cast<(int First, int OrphanCount)?>()
                .FirstOrDefault();
            if (best is not { } run) return;
            sets.Add([.. Enumerable.Range(run.First, count)]);
        }
    }

    private static IEnumerable<int> Nearest(IHall hall, HallRow home)
    {
        var sections = hall.Layout.Sections;
        var price = sections[home.Section].Price.Amount;
        return Enumerable.Range(0, hall.HallRows.Count)
            .OrderBy(row => hall.HallRows[row].Section == home.Section ? 0 : 1)
            .ThenBy(row => Math.Abs(sections[hall.HallRows[row].Section].Price.Amount - price))
            .ThenBy(row => Math.Abs(hall.HallRows[row].Section - home.Section))
            .ThenBy(row => Math.Abs(hall.HallRows[row].Row - home.Row))
            .ThenBy(row => row);
    }
}
