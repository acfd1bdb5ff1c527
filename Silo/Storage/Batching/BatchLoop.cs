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

    // Guards what follows. The thread waits on it with Monitor.Wait, which sleeps at once. Waiting for a task spins first, and at the pace
    // of a sale nearly each item finds the thread asleep.
    private readonly object _gate = new();
    private readonly Queue<T> _waiting = [];
    private bool _isStopping;

    // So many waiting items wake the thread up.
    private int _wakeUpAt = int.MaxValue;

    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Factory.StartNew(
        Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <exception cref="UnavailableException">The loop is stopped or has too many items; it did not accept this one.</exception>
    public void Enqueue(T item)
    {
        lock (_gate)
        {
            if (_isStopping) throw new UnavailableException($"The {name} is stopped.");
            if (_waiting.Count >= WaitingPerBatch * maxBatchCount)
                throw new UnavailableException($"The {name} has {WaitingPerBatch * maxBatchCount} items waiting.");
            _waiting.Enqueue(item);
            if (_waiting.Count >= _wakeUpAt) Monitor.Pulse(_gate);
        }
    }

    /// <summary>Refuses new items, and completes when all accepted items are processed. May be called again.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.Pulse(_gate);
        }

        return _loop;
    }

    private void Run()
    {
        var batch = new List<T>(maxBatchCount);
        while (WaitForBatch(batch))
        {
#pragma warning disable RS0030 // Blocking is what this thread is for: it runs no grain and no other work item.
            processAsync(batch).AsTask().GetAwaiter().GetResult();
#pragma warning restore RS0030
            batch.Clear();
        }
    }

    /// <returns>False: the loop is to stop, and no item waits.</returns>
    private bool WaitForBatch(List<T> batch)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isStopping) return false;
                Wait(1, Timeout.InfiniteTimeSpan);
            }

            var delay = _isStopping || pace is null ? TimeSpan.Zero : pace.DelayAt(Now, _waiting.Count);
            if (delay > TimeSpan.Zero) Wait(BatchPace.FullCount, delay);
            while (batch.Count < maxBatchCount && _waiting.TryDequeue(out var item)) batch.Add(item);
        }

        pace?.Began(Now, batch.Count);
        return true;
    }

    private void Wait(int count, TimeSpan longest)
    {
        _wakeUpAt = count;
        Monitor.Wait(_gate, longest);
        _wakeUpAt = int.MaxValue;
    }

    private static TimeSpan Now => TimeProvider.System.GetElapsedTime(0);
}
