namespace Concert.Storage;

/// <summary>A change of a batch, and the entity whose rows it is one of: one state, one user's journal, one queue.</summary>
/// <param name="Index">Its place in the batch.</param>
internal readonly record struct PendingChange(int Index, Change Change, EntityKind Kind, string Key, string SubKey)
    : IComparable<PendingChange>
{
    /// <summary>What it comes to when it is written.</summary>
    public ChangeResult Written =>
        ChangeResult.Written(Change is StateWrite write ? (write.ExpectedVersion ?? 0) + 1 : 0);

    public static PendingChange Of(int index, Change change) => change switch
    {
        StateWrite write => new(index, change, EntityKind.State, write.GrainType, write.GrainKey),
        JournalAppend append => new(index, change, EntityKind.Journal, append.Row.UserId.Value, ""),
        PlaceWrite write => new(index, change, EntityKind.Queue, write.Concert.Value, ""),
        _ => throw new InvariantException($"No such change: {change.GetType().Name}."),
    };

    public void Answer(ChangeResult result, ChangeResult[] results)
    {
        results[Index] = result;
        if (!result.IsWritten) Change.Chain?.Break();
    }

    public bool IsOfSameEntity(PendingChange other) => Kind == other.Kind && Key == other.Key && SubKey == other.SubKey;

    /// <summary>Every silo writes in this order, so that no two of them ever wait for each other.</summary>
    public int CompareTo(PendingChange other)
    {
        var order = Kind.CompareTo(other.Kind);
        if (order == 0) order = string.CompareOrdinal(Key, other.Key);
        if (order == 0) order = string.CompareOrdinal(SubKey, other.SubKey);
        return order == 0 ? Index.CompareTo(other.Index) : order;
    }
}

internal enum EntityKind
{
    State,
    Journal,
    Queue,
}
