namespace Concert.Storage;

/// <summary>The part of <see cref="BatchedReader"/> that differs between databases: it reads a batch at once.</summary>
internal interface IReadStore : IAsyncDisposable
{
    /// <summary>
    /// Sets the result of each request. It sees everything that was committed before the call. An exception fails the whole batch,
    /// and the next call opens a new connection.
    /// </summary>
    ValueTask ReadAsync(IReadOnlyList<ReadRequest> batch);
}
