using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>
/// Which seats a choice leaves alone: available, with no available seat beside them in the row. Few users want them. The end of a row
/// counts as taken, as where the service chooses. No Orleans, no clock.
/// </summary>
internal static class LoneSeats
{
    /// <param name="hall">The seats and their availability.</param>
    /// <param name="chosen">The indexes of the seats that the user will have.</param>
    /// <param name="dropped">The indexes of seats that the user gives back.</param>
    /// <returns>Their indexes. None from a run of seats in which every choice of as many seats leaves one alone, or takes all.</returns>
    public static ImmutableArray<int> Of(IHall hall, IReadOnlySet<int> chosen, IReadOnlySet<int> dropped)
    {
        var alone = ImmutableArray.CreateBuilder<int>();
        foreach (var row in chosen.Concat(dropped).Select(hall.HallRows.RowOf).Distinct().Order())
        {
            var runs = hall.HallRows[row].RunsOf(seat => hall.IsAvailable(seat) || dropped.Contains(seat) || chosen.Contains(seat));
            foreach (var (first, end) in runs) AddOfRun(first, end, alone, chosen);
        }

        return alone.ToImmutable();
    }

    // The seats from `first` to before `end` are the user's or free, and the seats around them are neither.
    private static void AddOfRun(int first, int end, ImmutableArray<int>.Builder alone, IReadOnlySet<int> chosen)
    {
        var chosenCount = Enumerable.Range(first, end - first).Count(chosen.Contains);
        if (chosenCount == 0 || end - first - chosenCount <= 1) return;
        for (var seat = first; seat < end; seat++)
        {
            var isAlone = !chosen.Contains(seat)
                && (seat == first || chosen.Contains(seat - 1))
                && (seat == end - 1 || chosen.Contains(seat + 1));
            if (isAlone) alone.Add(seat);
        }
    }
}
