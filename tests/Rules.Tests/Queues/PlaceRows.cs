namespace Concert.Queues;

/// <summary>The table of places, in memory.</summary>
internal static class PlaceRows
{
    /// <summary>The rows after all changes. Throws if a step does not start at the status that the step before it left.</summary>
    public static List<PlaceRow> Of(IEnumerable<PlaceChange> changes)
    {
        var rows = new SortedDictionary<long, PlaceRow>();
        foreach (var change in changes)
            rows[change.Place] = rows.TryGetValue(change.Place, out var row) ? row.Apply(change) : PlaceRow.Of(change);

        return [.. rows.Values];
    }

    /// <summary>The rows without those that the queue grain removes.</summary>
    public static IEnumerable<PlaceRow> WithoutRemoved(IReadOnlyCollection<PlaceRow> rows, QueueProgress progress) => rows.Where(
        row => row.Status is not PlaceStatus.Departed || row.AdmittedAt is not null || row.Place > progress.RemovableThrough || row.Place == rows.Count);

    /// <summary>The rows that a new activation reads.</summary>
    public static List<PlaceRow> ReadOf(IEnumerable<PlaceRow> rows, QueueProgress progress, DateTimeOffset now)
    {
        var (watermark, endedThrough) = (progress.ReadAbove(progress.Watermark), progress.ReadAbove(progress.EndedThrough));
        return
        [
            .. rows.Where(row => row.Place > watermark
                || (row.Place > endedThrough
                    && (row.HasSlot || row.IsInFront
                        || (row.IsMissed && row.MissedAt > now - MissedTurns.ReturnWindow)))),
        ];
    }
}
