namespace Concert.Storage;

/// <summary>What differs between databases in reading on activation: one batch, one look at the database.</summary>
internal interface IReadStore : IAsyncDisposable
{
    /// <summary>
    /// Sets what each of them found. Everything committed before the call is seen. An exception fails the whole batch, and
    /// the next call starts on a fresh connection.
    /// </summary>
    ValueTask ReadAsync(IReadOnlyList<Read> batch);
}
