namespace Concert.Caching;

/// <summary>
/// Single-flight cache of one value: readers of a fresh value do not wait, readers of an old value share one fetch. While the
/// value has watchers, it is refreshed in the background.
/// </summary>
internal sealed class CoalescingCache<T>(RefreshPolicy policy, TimeProvider time, Func<T?, Task<T>> fetch)
    where T : class
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<T>? _fetching;
    private T? _value;
    private long _fetchedAt;
    // Fetches have sequence numbers: of the last started, of the one that returned the value, and of the last one that started
    // before an invalidation.
    private int _lastStarted;
    private int _valueFrom;
    private int _invalidatedUpTo;
    private int _watcherCount;
    private bool _isRefreshing;

    /// <summary>Completes when the value is replaced. Read it before the value, so that no change is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    /// <summary>Whether a watch of <see cref="Watch"/> is not disposed yet.</summary>
    public bool IsWatched
    {
        get
        {
            lock (_gate) return _watcherCount > 0;
        }
    }

    public ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isValid = _valueFrom > _invalidatedUpTo && time.GetElapsedTime(_fetchedAt) < policy.Interval;
            if (isValid && _value is not null) return new(_value);
            _fetching ??= FetchAsync();
            return new(OrStaleAsync(_fetching, cancellationToken));
        }
    }

    /// <summary>Makes the next reader fetch: this process made a change that the value does not contain.</summary>
    public void Invalidate()
    {
        lock (_gate)
        {
            // A fetch in progress may have read the value before the change.
            _invalidatedUpTo = _lastStarted;
            _fetching = null;
        }
    }

    /// <summary>Refreshes the value in the background until the watch is disposed.</summary>
    public IDisposable Watch()
    {
        lock (_gate)
        {
            _watcherCount++;
            if (!_isRefreshing) _ = RefreshAsync();
            _isRefreshing = true;
        }

        return new Watcher(this);
    }

    private async Task<T> OrStaleAsync(Task<T> fetching, CancellationToken cancellationToken)
    {
        try
        {
            return await fetching.WaitAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested && Stale() is not null)
        {
            return Stale()!;
        }
    }

    private T? Stale()
    {
        lock (_gate) return time.GetElapsedTime(_fetchedAt) <= policy.StaleFor ? _value : null;
    }

    private async Task<T> FetchAsync()
    {
        var previous = _value;
        var startedAt = time.GetTimestamp();
        var sequence = ++_lastStarted;
        // Continues outside the caller's lock.
        await Task.Yield();
        try
        {
            var next = await fetch(previous).WaitAsync(policy.Timeout);
            Publish(next, sequence, startedAt);
            return next;
        }
        finally
        {
            lock (_gate)
            {
                if (_lastStarted == sequence) _fetching = null;
            }
        }
    }

    private void Publish(T next, int sequence, long startedAt)
    {
        TaskCompletionSource? changed = null;
        lock (_gate)
        {
            // A fetch that started later has already returned a newer value.
            if (sequence < _valueFrom) return;
            var isNew = !ReferenceEquals(next, _value);
            (_value, _fetchedAt, _valueFrom) = (next, startedAt, sequence);
            if (isNew) (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed?.SetResult();
    }

    private async Task RefreshAsync()
    {
        while (true)
        {
            await Task.Delay(policy.Interval, time);
            lock (_gate)
            {
                _isRefreshing = _watcherCount > 0;
                if (!_isRefreshing) return;
            }

            await GetAsync(CancellationToken.None).AsTask().ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private sealed class Watcher(CoalescingCache<T> owner) : IDisposable
    {
        private bool _isDisposed;

        public void Dispose()
        {
            lock (owner._gate)
            {
                if (!_isDisposed) owner._watcherCount--;
                _isDisposed = true;
            }
        }
    }
}
