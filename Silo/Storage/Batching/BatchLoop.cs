using System.Threading.Channels;

namespace Concert.Storage;

/// <summary>
/// Work of many callers, done in batches by one loop. No timer and no wait: while one batch is under way the next one
/// fills. The loop has a thread of its own, since SQLite blocks the one that calls it, and there are few to spare.
/// </summary>
/// <param name="processAsync">Does a batch and answers each item of it; it must not throw.</param>
internal sealed class BatchLoop<T>(string name, Func<IReadOnlyList<T>, ValueTask> processAsync)
{
    /// <summary>What one transaction may carry: enough for any speed, small enough that nobody waits long behind it.</summary>
    public const int MaxBatchCount = 4096;

    // Callers are grains, which wait for their answer. More than this is a flood, and refusing is kinder than running
    // out of memory.
    private const int MaxWaitingCount = 250_000;

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(
        new BoundedChannelOptions(MaxWaitingCount) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Factory.StartNew(
        Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <exception cref="UnavailableException">It is stopped or flooded; the item was not taken.</exception>
    public void Enqueue(T item)
    {
        if (_waiting.Writer.TryWrite(item)) return;
        throw new UnavailableException(
            _waiting.Reader.Completion.IsCompleted || _loop.IsCompleted
                ? $"The {name} is stopped."
                : $"The {name} is stopping, or has {MaxWaitingCount} items waiting.");
    }

    /// <summary>Refuses what comes from now on, and returns when all that was taken is done. Harmless when repeated.</summary>
    public Task StopAsync()
    {
        _waiting.Writer.TryComplete();
        return _loop;
    }

#pragma warning disable RS0030 // Blocking is what this thread is for: it runs no grain and no other work item.
    private void Run()
    {
        var batch = new List<T>(MaxBatchCount);
        while (WaitForItem())
        {
            while (batch.Count < MaxBatchCount && _waiting.Reader.TryRead(out var item)) batch.Add(item);
            processAsync(batch).AsTask().GetAwaiter().GetResult();
            batch.Clear();
        }
    }

    private bool WaitForItem() => _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore RS0030
}
