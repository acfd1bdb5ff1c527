using System.Threading.Channels;

namespace Concert.Storage;

/// <summary>
/// Processes the items of many callers in batches, in one loop. The next batch fills while the present one is processed, and after it for
/// as long as the pace says. The loop has a thread of its own, because SQLite blocks the calling thread, and the thread pool has few.
/// </summary>
/// <param name="name">Names the loop in refusals.</param>
/// <param name="processAsync">Processes a batch and completes each of its items; it must not throw.</param>
/// <param name="maxBatchCount">The most items of a batch.</param>
/// <param name="pace">How long a batch waits for more items; null: never.</param>
internal sealed class BatchLoop<T>(
    string name,
    Func<IReadOnlyList<T>, ValueTask> processAsync,
    int maxBatchCount = BatchLoop<T>.MaxBatchCount,
    BatchPace? pace = null)
{
    /// <summary>The limit of a transaction: enough for full throughput, and the next batch does not wait long.</summary>
    public const int MaxBatchCount = 4096;

    // Each caller is a grain that waits for its item. Above this number new items are refused, so that a flood does not use up the
    // memory of the process.
    private const int WaitingPerBatch = 64;

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(
        new BoundedChannelOptions(WaitingPerBatch * maxBatchCount) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    // Pulsed when a paused loop is to go on: enough items wait, or it stops.
    private readonly object _isFull = new();

    private Task _loop = Task.CompletedTask;
    private volatile bool _isPausing;
    private volatile bool _isStopping;

    public void Start() => _loop = Task.Factory.StartNew(
        Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <exception cref="UnavailableException">The loop is stopped or has too many items; it did not accept this one.</exception>
    public void Enqueue(T item)
    {
        if (_waiting.Writer.TryWrite(item))
        {
            if (_isPausing && _waiting.Reader.Count >= BatchPace.FullCount) WakeUp();
            return;
        }

        throw new UnavailableException(
            _waiting.Reader.Completion.IsCompleted || _loop.IsCompleted
                ? $"The {name} is stopped."
                : $"The {name} is stopping, or has {WaitingPerBatch * maxBatchCount} items waiting.");
    }

    /// <summary>Refuses new items, and completes when all accepted items are processed. May be called again.</summary>
    public Task StopAsync()
    {
        _waiting.Writer.TryComplete();
        _isStopping = true;
        WakeUp();
        return _loop;
    }

#pragma warning disable RS0030 // Blocking is what this thread is for: it runs no grain and no other work item.
    private void Run()
    {
        var batch = new List<T>(maxBatchCount);
        while (WaitForItem())
        {
            if (pace is not null) WaitForMore(pace);
            while (batch.Count < maxBatchCount && _waiting.Reader.TryRead(out var item)) batch.Add(item);
            pace?.Began(Now, batch.Count);
            processAsync(batch).AsTask().GetAwaiter().GetResult();
            batch.Clear();
        }
    }

    private void WaitForMore(BatchPace after)
    {
        var delay = after.DelayAt(Now, _waiting.Reader.Count);
        if (delay == TimeSpan.Zero) return;
        _isPausing = true;
        lock (_isFull)
        {
            // Counted after the flag is set: whoever added an item before did not wake this thread up.
            if (_waiting.Reader.Count < BatchPace.FullCount && !_isStopping) Monitor.Wait(_isFull, delay);
        }

        _isPausing = false;
    }

    private void WakeUp()
    {
        lock (_isFull) Monitor.Pulse(_isFull);
    }

    private static TimeSpan Now => TimeProvider.System.GetElapsedTime(0);

    private bool WaitForItem() => _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore RS0030
}
