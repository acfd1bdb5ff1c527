namespace Concert.Caching;

/// <summary>
/// A value that many read and one fetch at a time renews: readers of a fresh one wait for nothing, those of an old one share
/// the fetch that is under way. While someone watches, it is renewed without being asked.
/// </summary>
internal sealed class CoalescingCache<T>(RefreshPolicy policy, TimeProvider time, Func<T?, Task<T>> fetch)
    where T : class
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<T>? _underWay;
    private T? _value;
    private long _fetchedAt;
    // Fetches are counted: the last one started, the one whose value this is, and the last one that began too early.
    private int _started;
    private int _taken;
    private int _outdated;
    private int _watcherCount;
    private bool _isPumping;

    /// <summary>Completes when another value takes this one's place. Take it before the value, so that no change is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    public ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_value is not null && _taken > _outdated && time.GetElapsedTime(_fetchedAt) < policy.Interval) return new(_value);
            _underWay ??= FetchAsync();
            return new(OrStaleAsync(_underWay, cancellationToken));
        }
    }

    /// <summary>The next reader gets a new one: this process knows of a change that the value does not show.</summary>
    public void Outdate()
    {
        lock (_gate)
        {
            // A fetch that is under way may have been answered before the change.
            _outdated = _started;
            _underWay = null;
        }
    }

    /// <summary>Keeps the value fresh until the watch is disposed of.</summary>
    public IDisposable Watch()
    {
        lock (_gate)
        {
            _watcherCount++;
            if (!_isPumping) _ = PumpAsync();
            _isPumping = true;
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
        var sequence = ++_started;
        // Off the caller's lock, and out of its way.
        await Task.Yield();
        try
        {
            var next = await fetch(previous).WaitAsync(policy.Timeout);
            Take(next, sequence, startedAt);
            return next;
        }
        finally
        {
            lock (_gate)
            {
                if (_started == sequence) _underWay = null;
            }
        }
    }

    private void Take(T next, int sequence, long startedAt)
    {
        TaskCompletionSource? changed = null;
        lock (_gate)
        {
            // Overtaken by a fetch that was started later: that one knows better.
            if (sequence < _taken) return;
            var isAnother = !ReferenceEquals(next, _value);
            (_value, _fetchedAt, _taken) = (next, startedAt, sequence);
            if (isAnother) (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed?.SetResult();
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            await Task.Delay(policy.Interval, time);
            lock (_gate)
            {
                _isPumping = _watcherCount > 0;
                if (!_isPumping) return;
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
