namespace Concert.Bench.Harness;

/// <summary>The calls of a round: how many, with which statuses, and how long each took. Used by one reactor's thread.</summary>
internal sealed class CallTally
{
    private readonly SortedDictionary<int, long> _byStatus = [];
    private readonly Latencies _latencies = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _endedAt;

    public long Count => _byStatus.Values.Sum();

    public long Bytes { get; private set; }

    /// <summary>The time of the latest call.</summary>
    public double LastMs { get; private set; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt, _endedAt);

    public long CountOf(int status) => _byStatus.GetValueOrDefault(status);

    public double MsAt(double percentile) => _latencies.MsAt(percentile);

    /// <summary>Sends a request and records its answer. Its time counts from <paramref name="dueAt"/>, or from now.</summary>
    public async ValueTask<RawAnswer> CallAsync(
        RawConnection connection, ReadOnlyMemory<byte> request, bool keepsBody = false, long? dueAt = null)
    {
        var from = dueAt ?? Stopwatch.GetTimestamp();
        var answer = await connection.SendAsync(request, keepsBody);
        _endedAt = Stopwatch.GetTimestamp();
        var time = Stopwatch.GetElapsedTime(from, _endedAt);
        LastMs = time.TotalMilliseconds;
        _latencies.Record(time);
        _byStatus[answer.Status] = _byStatus.GetValueOrDefault(answer.Status) + 1;
        Bytes += answer.Size;
        return answer;
    }

    /// <exception cref="InvalidOperationException">There was an answer with another status.</exception>
    public CallTally RequireOnly(params ReadOnlySpan<int> statuses)
    {
        foreach (var (status, count) in _byStatus)
        {
            if (!statuses.Contains(status)) throw new InvalidOperationException($"{count} of {Count} were answered {status}.");
        }

        return this;
    }

    public Round ToRound(long? count = null, params ReadOnlySpan<(string Name, double Value)> notes)
    {
        var all = new Dictionary<string, double> { ["p50 ms"] = MsAt(50), ["p99 ms"] = MsAt(99), ["p99.9 ms"] = MsAt(99.9) };
        foreach (var (name, value) in notes) all[name] = value;
        return new(count ?? Count, Elapsed, all);
    }
}

/// <summary>Callers with a connection each, who send the next request when the one before is answered.</summary>
internal static class ClosedLoop
{
    /// <summary>The requests in order, each once.</summary>
    public static Task<CallTally> SendAllAsync(Uri address, int connections, IReadOnlyList<RawRequest> requests) =>
        CountAsync(address, connections, requests.Count, async (tally, connection, index) => await tally.CallAsync(connection, requests[index].Bytes));

    /// <summary>Calls <paramref name="callAsync"/> with each number from 0 to <paramref name="count"/> - 1.</summary>
    public static Task<CallTally> CountAsync(Uri address, int connections, int count, Func<CallTally, RawConnection, int, ValueTask> callAsync) =>
        RunAsync(address, connections, async (tally, connection, next) =>
        {
            while (next() is var index && index < count) await callAsync(tally, connection, index);
        });

    /// <summary>Calls <paramref name="callAsync"/> with growing numbers for <paramref name="duration"/>.</summary>
    public static Task<CallTally> ForAsync(Uri address, int connections, TimeSpan duration, Func<CallTally, RawConnection, int, ValueTask> callAsync)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        return RunAsync(address, connections, async (tally, connection, next) =>
        {
            while (Stopwatch.GetTimestamp() < end) await callAsync(tally, connection, next());
        });
    }

    private static Task<CallTally> RunAsync(Uri address, int connections, Func<CallTally, RawConnection, Func<int>, Task> callerAsync) =>
        Reactor.RunAsync(async reactor =>
        {
            var open = Enumerable.Range(0, connections).Select(_ => reactor.Connect(address)).ToList();
            var (tally, count) = (new CallTally(), 0);
            await Task.WhenAll(open.Select(connection => callerAsync(tally, connection, () => count++)));
            return tally;
        });
}
