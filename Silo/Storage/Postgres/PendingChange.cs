namespace Concert.Storage;

/// <summary>A change of a batch, and the entity that it belongs to: a state, the journal of a user, or a queue.</summary>
/// <param name="Index">Its position in the batch.</param>
internal readonly record struct PendingChange(int Index, Change Change, EntityKind Kind, string Key, string SubKey)
    : IComparable<PendingChange>
{
    /// <summary>The result if the row is written.</summary>
    public ChangeResult Written =>
        ChangeResult.Written(Change is StateWrite write ? (write.ExpectedVersion ?? 0) + 1 : 0);

    public static PendingChange Of(int index, Change change) => change switch
    {
        StateWrite write => new(index, change, EntityKind.State, write.GrainType, write.GrainKey),
        JournalAppend append => new(index, change, EntityKind.Journal, append.Rows[0].UserId.Value, ""),
        PlaceWrite write => new(index, change, EntityKind.Queue, write.Concert.Value, ""),
        _ => throw new InvariantException($"No such change: {change.GetType().Name}."),
    };

    public void SetResult(ChangeResult result, ChangeResult[] results)
    {
        results[Index] = result;
        if (!result.IsWritten) Change.Chain?.Break();
    }

    public bool IsOfSameEntity(PendingChange other) => Kind == other.Kind && Key == other.Key && SubKey == other.SubKey;

    /// <summary>Every silo writes in this order, so two silos never deadlock.</summary>
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
