namespace Concert.Storage;

/// <summary>Changes sorted into entities, and those whose rows are no set: they are kept apart, to be written in turn.</summary>
internal sealed class PendingSet
{
    private PendingSet()
    {
    }

    /// <summary>In the order in which they are written, each with its rows in the order of the batch.</summary>
    public List<List<PendingChange>> Entities { get; private set; } = [];

    public List<PendingChange> Apart { get; } = [];

    /// <summary>Something was found to be in the way of it: written again, each row is to answer for itself.</summary>
    public bool IsContested { get; set; }

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
            if (IsSet(entity)) set.Entities.Add(entity);
            else set.Apart.AddRange(entity);
            start = end;
        }

        return set;
    }

    /// <summary>Keeps entities apart that have a refused row among several; true: there were such.</summary>
    public bool MoveApart(HashSet<int> refused)
    {
        if (refused.Count == 0) return false;
        var broken = Entities.Where(entity => entity.Count > 1 && entity.Exists(row => refused.Contains(row.Index))).ToList();
        if (broken.Count == 0) return false;
        Apart.AddRange(broken.SelectMany(entity => entity));
        Entities = [.. Entities.Except(broken)];
        return true;
    }

    // A set is one row, or rows of one chain that follow one another: all of them are there in the end, or one is refused.
    private static bool IsSet(List<PendingChange> entity)
    {
        if (entity.Count == 1) return true;
        if (entity[0].Kind == EntityKind.State) return false;
        long? last = null;
        foreach (var row in entity)
        {
            if (!ReferenceEquals(entity[0].Change.Chain, row.Change.Chain)) return false;
            if (NewNumberOf(row.Change) is not { } number) continue;
            if (last is { } before && before + 1 != number) return false;
            last = number;
        }

        return entity[0].Kind != EntityKind.Queue || PlaceMoves.Follow(entity);
    }

    private static long? NewNumberOf(Change change) => change switch
    {
        JournalAppend append => append.Row.Seq,
        PlaceWrite { Place: { From: null } place } => place.Place,
        _ => null,
    };
}
