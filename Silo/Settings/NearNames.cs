namespace Concert.Settings;

/// <summary>Finds the name that a mistyped one was meant to be.</summary>
internal static class NearNames
{
    private const int LongName = 6;
    private const int MostChanges = 2;

    /// <summary>
    /// The nearest of the names, if it can be reached by one change (a letter more, less or another, or two letters swapped), or two
    /// for names of six letters and more. Null if none can. Case does not matter.
    /// </summary>
    public static string? NearestOf(string typed, IEnumerable<string> names) => names
        .Where(name => Math.Abs(name.Length - typed.Length) <= MostChanges)
        .Select(name => (Name: name, Distance: Distance(typed.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(candidate => candidate.Distance <= (candidate.Name.Length < LongName ? 1 : MostChanges))
        .OrderBy(candidate => candidate.Distance)
        .FirstOrDefault().Name;

    /// <summary>The number of letters to add, drop, replace or swap with their neighbor (optimal string alignment).</summary>
    private static int Distance(string left, string right)
    {
        var costs = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) costs[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) costs[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = costs[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(replace, 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }

        return costs[left.Length, right.Length];
    }
}
