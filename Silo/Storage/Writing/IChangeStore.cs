namespace Concert.Storage;

/// <summary>The part of <see cref="GroupCommitWriter"/> that differs between databases: it commits a batch.</summary>
internal interface IChangeStore : IAsyncDisposable
{
    /// <summary>
    /// Commits the batch durably and returns the result of each change at its index. Changes of the same state, the same user's
    /// journal or the same queue are applied in order; all changes of a chain belong to one of these. A row whose guard fails is
    /// refused, and a row with a value that the database can't store fails; both break their chain and affect no other rows. A row
    /// whose chain is broken, also by an earlier row of this batch, is refused and not written. After an exception the outcome of
    /// the whole batch is unknown, and the next call opens a new connection.
    /// </summary>
    ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch);
}
