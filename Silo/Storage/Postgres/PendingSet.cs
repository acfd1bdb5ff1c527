using Concert.Users;

namespace Concert.Storage;

/// <summary>Groups a batch by entity. Entities whose rows cannot go in one statement are put in <see cref="Fallback"/>.</summary>
internal sealed class PendingSet
{
    private PendingSet()
    {
    }

    /// <summary>The entities in the order in which they are written, each with its rows in the order of the batch.</summary>
    public List<List<PendingChange>> Entities { get; private set; } = [];

    /// <summary>Changes that are written after the set, in smaller and smaller parts: a single change has an exact result.</summary>
    public List<PendingChange> Fallback { get; } = [];

    /// <summary>Single changes with several rows, one of which was refused: none of their rows is written.</summary>
    public List<PendingChange> Refused { get; } = [];

    /// <summary>A run found a conflict; the next run uses the conflict-safe statements, which report each row.</summary>
    public bool HasConflict { get; set; }

    public IEnumerable<PendingChange> Rows => Entities.SelectMany(entity => entity);

    public static PendingSet Of(IReadOnlyCollection<PendingChange> rows)
    {
        var set = new PendingSet();
        PendingChange[] sorted = [.. rows];
        Array.Sort(sorted);
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end].IsOfSameEntity(sorted[start])) end++;
            List<PendingChange> entity = [.. sorted.AsSpan(start, end - start)];
            if (FitsOneStatement(entity)) set.Entities.Add(entity);
            else set.Fallback.AddRange(entity);
            start = end;
        }

        return set;
    }

    /// <summary>
    /// Removes entities with several rows, one of them refused, from the set: a run must not write their other rows. Returns whether there
    /// were any. An entity with one change is in <see cref="Refused"/> then, and any other in <see cref="Fallback"/>.
    /// </summary>
    public bool RemoveBroken(HashSet<int> refused)
    {
        if (refused.Count == 0) return false;
        var broken = Entities.Where(entity => HasSeveralRows(entity) && entity.Exists(row => refused.Contains(row.Index))).ToList();
        if (broken.Count == 0) return false;
        foreach (var entity in broken) (entity.Count == 1 ? Refused : Fallback).AddRange(entity);
        Entities = [.. Entities.Except(broken)];
        return true;
    }

    private static bool HasSeveralRows(List<PendingChange> entity) =>
        entity.Count > 1 || entity[0].Change is JournalAppend { Rows.Length: > 1 };

    // Rows can go in one statement if there is only one, or if they are consecutive rows of one chain: then either all of them are
    // written, or one is refused.
    private static bool FitsOneStatement(List<PendingChange> entity)
    {
        if (entity.Count == 1) return true;
        if (entity[0].Kind == EntityKind.State) return false;
        long? last = null;
        HashSet<ReservationId>? reservations = null;
        foreach (var row in entity)
        {
            // The guard of a row that makes a reservation does not see the other rows of its statement.
            foreach (var reservation in ReservationsOf(row.Change))
                if (!(reservations ??= []).Add(reservation.ReservationId) && reservation.IsNew) return false;
            if (!ReferenceEquals(entity[0].Change.Chain, row.Change.Chain)) return false;
            if (NewNumbersOf(row.Change) is not var (first, through)) continue;
            if (last is { } before && before + 1 != first) return false;
            last = through;
        }

        return entity[0].Kind != EntityKind.Queue || PlaceMoves.AreConsecutive(entity);
    }

    private static IEnumerable<ReservationRow> ReservationsOf(Change change) =>
        change is JournalAppend append ? append.Rows.Select(row => row.Reservation).OfType<ReservationRow>() : [];

    private static (long First, long Through)? NewNumbersOf(Change change) => change switch
    {
        JournalAppend append => (append.Rows[0].Seq, append.Rows[^1].Seq),
        PlaceWrite { Place: { From: null } place } => (place.Place, place.Place),
        _ => null,
    };
}
