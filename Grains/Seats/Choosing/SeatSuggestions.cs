using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>
/// What to offer to someone who was too late: up to three sets of so many free seats side by side, nearest first: the same
/// row, the rows around it, then the sections nearest in price.
/// </summary>
internal static class SeatSuggestions
{
    private const int MaxSets = 3;
    private const int MaxSetsOfRow = 2;

    /// <param name="map">The picture.</param>
    /// <param name="asked">Indexes of the seats asked for, at least one.</param>
    public static ImmutableArray<ImmutableArray<int>> Find(SeatMap map, ImmutableArray<int> asked)
    {
        var sets = new List<ImmutableArray<int>>();
        var home = map.HallRows[map.HallRows.RowOf(asked[0])];
        var wanted = asked.ToHashSet();
        foreach (var row in Nearest(map, home))
        {
            if (map.HallRows.FreeCount(row) < asked.Length) continue;
            AddSetsOf(map, map.HallRows[row], asked[0] - home.First, asked.Length, wanted, sets);
            if (sets.Count >= MaxSets) break;
        }

        return [.. sets];
    }

    private static void AddSetsOf(
        SeatMap map, HallRow row, int column, int count, HashSet<int> wanted, List<ImmutableArray<int>> sets)
    {
        for (var i = 0; i < MaxSetsOfRow && sets.Count < MaxSets; i++)
        {
            // The seats asked for may show free for a moment yet: they are not offered again.
            bool IsFree(int seat) =>
                map.IsAvailable(seat) && !wanted.Contains(seat) && !sets.Exists(set => set.Contains(seat));
            var best = BestSeats.Runs(row, count, IsFree)
                .OrderBy(run => Math.Abs(run.First - row.First - column))
                .ThenBy(run => run.OrphanCount)
                .Cast<(int First, int OrphanCount)?>()
                .FirstOrDefault();
            if (best is not { } run) return;
            sets.Add([.. Enumerable.Range(run.First, count)]);
        }
    }

    private static IEnumerable<int> Nearest(SeatMap map, HallRow home)
    {
        var sections = map.Layout.Sections;
        var price = sections[home.Section].Price.Amount;
        return Enumerable.Range(0, map.HallRows.Count)
            .OrderBy(row => map.HallRows[row].Section == home.Section ? 0 : 1)
            .ThenBy(row => Math.Abs(sections[map.HallRows[row].Section].Price.Amount - price))
            .ThenBy(row => Math.Abs(map.HallRows[row].Section - home.Section))
            .ThenBy(row => Math.Abs(map.HallRows[row].Row - home.Row))
            .ThenBy(row => row);
    }
}
