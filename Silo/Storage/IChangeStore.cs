namespace Concert.Storage;

/// <summary>What differs between databases in writing: one batch, one transaction.</summary>
internal interface IChangeStore : IAsyncDisposable
{
    /// <summary>
    /// Commits the batch, durably, and returns a result for each change by its index. Changes are applied in order. A row
    /// whose guard fails is refused alone. A row whose chain is broken, also by a row before it in this batch, is refused
    /// without being written. An exception: the outcome of the whole batch is unknown, and the next call starts on a
    /// fresh connection.
    /// </summary>
    ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch);
}
