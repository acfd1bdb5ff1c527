using System.Threading.Channels;

namespace Concert.Storage;

/// <summary>
/// Processes the items of many callers in batches, in one loop. It has no timer and adds no delay: the next batch fills while
/// the present one is processed. The loop has a thread of its own, because SQLite blocks the calling thread, and the thread pool
/// has few.
/// </summary>
/// <param name="name">Names the loop in refusals.</param>
/// <param name="processAsync">Processes a batch and completes each of its items; it must not throw.</param>
/// <param name="maxBatchCount">The most items of a batch.</param>
internal sealed class BatchLoop<T>(
    string name, Func<IReadOnlyList<T>, ValueTask> processAsync, int maxBatchCount = BatchLoop<T>.MaxBatchCount)
{
    /// <summary>The limit of a transaction: enough for full throughput, and the next batch does not wait long.</summary>
    public const int MaxBatchCount = 4096;

    // Each caller is a grain that waits for its item. Above this number new items are refused, so that a flood does not use up the
    // memory of the process.
    private const int WaitingPerBatch = 64;

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(
        new BoundedChannelOptions(WaitingPerBatch * maxBatchCount) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Factory.StartNew(
        Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <exception cref="UnavailableException">The loop is stopped or has too many items; it did not accept this one.</exception>
    public void Enqueue(T item)
    {
        if (_waiting.Writer.TryWrite(item)) return;
        throw new UnavailableException(
            _waiting.Reader.Completion.IsCompleted || _loop.IsCompleted
                ? $"The {name} is stopped."
                : $"The {name} is stopping, or has {WaitingPerBatch * maxBatchCount} items waiting.");
    }

    /// <summary>Refuses new items, and completes when all accepted items are processed. May be called again.</summary>
    public Task StopAsync()
    {
        _waiting.Writer.TryComplete();
        return _loop;
    }

#pragma warning disable RS0030 // Blocking is what this thread is for: it runs no grain and no other work item.
    private void Run()
    {
        var batch = new List<T>(maxBatchCount);
        while (WaitForItem())
        {
            while (batch.Count < maxBatchCount && _waiting.Reader.TryRead(out var item)) batch.Add(item);
            processAsync(batch).AsTask().GetAwaiter().GetResult();
            batch.Clear();
        }
    }

    private bool WaitForItem() => _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore RS0030
}
