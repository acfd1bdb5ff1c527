namespace Concert.Storage;

/// <summary>
/// Counts batches, and holds them up or fails them when told to. Arm it before the change that it is for: what is written
/// while a batch is held up makes up the next one.
/// </summary>
internal sealed class WatchedChangeStore(IChangeStore inner) : IChangeStore
{
    private TaskCompletionSource? _arrived;
    private TaskCompletionSource? _released;
    private Exception? _faultBefore;
    private Exception? _faultAfter;

    public int BatchCount { get; private set; }

    /// <summary>Holds up the next batch; the task ends when it has arrived.</summary>
    public Task HoldUpNext()
    {
        _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _arrived.Task;
    }

    public void Release() => _released!.SetResult();

    /// <summary>The next batch that is not held up ends with the fault: nothing of it written, or all of it.</summary>
    public void FailNext(Exception fault, bool isWrittenAllTheSame = false)
    {
        if (isWrittenAllTheSame) _faultAfter = fault;
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
