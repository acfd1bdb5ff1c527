namespace Concert.Bench.Harness;

/// <summary>
/// Users who arrive when they are due, whatever the service answers to those before them, and calls whose time counts from the moment
/// at which they were due. All of it runs in the reactor's thread.
/// </summary>
internal sealed class OpenLoop(Reactor reactor, Uri address)
{
    /// <summary>
    /// A call uses a free connection, or opens one. Beyond this number of connections it waits for a free one, in the order of the
    /// calls, and the wait is part of its time. The gateway accepts 2,000 connections from one address.
    /// </summary>
    public const int MaxConnections = 1_900;

    private readonly Stack<RawConnection> _free = [];
    private readonly Queue<TaskCompletionSource<RawConnection>> _waiting = [];

    /// <summary>Connections that were opened: the most calls that were in flight at once.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>How late users were handled, because this thread was busy or had no processor.</summary>
    public Latencies Lateness { get; } = new();

    /// <summary>Completes when the last user is done.</summary>
    /// <param name="arrivals">When each is due, since now.</param>
    /// <param name="userAsync">Gets the user's number and the timestamp of the arrival.</param>
    public async Task ArriveAsync(IReadOnlyList<TimeSpan> arrivals, Func<int, long, Task> userAsync)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var users = new List<Task>(arrivals.Count);
        foreach (var (index, arrival) in arrivals.Index())
        {
            var dueAt = After(startedAt, arrival);
            await reactor.UntilAsync(dueAt);
            Lateness.Record(Stopwatch.GetElapsedTime(dueAt));
            users.Add(userAsync(index, dueAt));
        }

        await Task.WhenAll(users);
    }

    /// <summary>Sends a request when it is due.</summary>
    /// <param name="tally">Records the answer.</param>
    /// <param name="dueAt">A timestamp; not necessarily in the future. The time of the call counts from here.</param>
    /// <param name="request">Must stay as it is until the answer.</param>
    /// <param name="keepsBody">Whether the caller reads the body. If not, its bytes are only counted.</param>
    /// <exception cref="IOException">The server closed the connection instead of an answer.</exception>
    public async Task<RawAnswer> CallAsync(CallTally tally, long dueAt, RawRequest request, bool keepsBody = true)
    {
        await reactor.UntilAsync(dueAt);
        var connection = await ConnectionAsync();
        try
        {
            var answer = await tally.CallAsync(connection, request.Bytes, keepsBody, dueAt);
            // Copied, because the next user of the connection overwrites its buffer.
            answer = answer with { Body = keepsBody ? answer.Body.ToArray() : default };
            if (_waiting.TryDequeue(out var next)) next.SetResult(connection);
            else _free.Push(connection);
            return answer;
        }
        catch (IOException)
        {
            // The server closed it, as an overloaded one may. The first call that waits gets a new connection in its place.
            if (_waiting.TryDequeue(out var next)) next.SetResult(reactor.Connect(address));
            else ConnectionCount--;
            throw;
        }
    }

    public static long After(long timestamp, TimeSpan time) => timestamp + (long)(time.TotalSeconds * Stopwatch.Frequency);

    private ValueTask<RawConnection> ConnectionAsync()
    {
        while (_free.TryPop(out var connection))
        {
            if (!connection.IsClosed) return new(connection);
            ConnectionCount--;
        }

        if (ConnectionCount < MaxConnections)
        {
            ConnectionCount++;
            return new(reactor.Connect(address));
        }

        // Without RunContinuationsAsynchronously: the continuation must run in this thread.
        var free = new TaskCompletionSource<RawConnection>();
        _waiting.Enqueue(free);
        return new(free.Task);
    }
}
