namespace Concert.Storage;

/// <summary>
/// Counts batches, and pauses or fails them on request. A request applies to the next batch; changes that are written while a batch
/// is paused form the batch after it.
/// </summary>
internal sealed class WatchedChangeStore(IChangeStore inner) : IChangeStore
{
    private TaskCompletionSource? _arrived;
    private TaskCompletionSource? _released;
    private Exception? _faultBefore;
    private Exception? _faultAfter;

    public int BatchCount { get; private set; }

    /// <summary>Pauses the next batch; the task completes when it has arrived.</summary>
    public Task PauseNext()
    {
        _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _arrived.Task;
    }

    public void Release() => _released!.SetResult();

    /// <summary>The next batch that is not paused ends with the fault, either before anything is written or after everything is.</summary>
    public void FailNext(Exception fault, bool isWritten = false)
    {
        if (isWritten) _faultAfter = fault;
        else _faultBefore = fault;
    }

    public async ValueTask<ChangeResult[]> CommitAsync(IReadOnlyList<Change> batch)
    {
        BatchCount++;
        if (Interlocked.Exchange(ref _arrived, null) is { } arrived)
        {
            arrived.SetResult();
            await _released!.Task;
            return await inner.CommitAsync(batch);
        }

        if (Interlocked.Exchange(ref _faultBefore, null) is { } before) throw before;
        var results = await inner.CommitAsync(batch);
        if (Interlocked.Exchange(ref _faultAfter, null) is { } after) throw after;
        return results;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
