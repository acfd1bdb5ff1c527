namespace Concert.Storage;

/// <summary>One database, as the writer and the reader of a silo see it. Each is called by one loop at a time.</summary>
internal interface IChangeStore : IAsyncDisposable
{
    /// <summary>
    /// Commits a batch in one transaction. A row whose guard fails is left out alone, and so is every later row of its chain.
    /// </summary>
    /// <returns>For each change, whether it was written. Durable when this returns.</returns>
    /// <exception cref="Exception">The outcome of the whole batch is unknown.</exception>
    Task<bool[]> CommitAsync(IReadOnlyList<Change> batch);

    /// <summary>Answers a batch of lookups from one snapshot.</summary>
    Task AnswerAsync(IReadOnlyList<Lookup> batch);
}
