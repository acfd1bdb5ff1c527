namespace Concert.Storage;

/// <summary>What differs between databases in writing: one batch, and one transaction unless a row is in the way.</summary>
internal interface IChangeStore : IAsyncDisposable
{
    /// <summary>
    /// Commits the batch, durably, and returns a result for each change by its index. Changes of one state, one user's
    /// journal and one queue are applied in order, and a chain is within one of them. A row whose guard fails is refused
    /// alone, and a row with a value that the database can't hold fails alone. A row whose chain is broken, also by a row
    /// before it in this batch, is refused without being written. An exception: the outcome of the whole batch is unknown,
    /// and the next call starts on a fresh connection.
    /// </summary>
    ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch);
}
