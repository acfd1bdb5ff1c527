using System.Diagnostics;
using HdrHistogram;

namespace Concert.Bench.Http;

/// <summary>What callers did together, and how long each call took. Kept by one reactor's thread.</summary>
internal sealed class Load
{
    private const long LongestMicroseconds = 60_000_000;
    private const int Digits = 3;

    private readonly SortedDictionary<int, long> _byStatus = [];
    private readonly LongHistogram _latency = new(LongestMicroseconds, Digits);
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _endedAt;

    public long Count => _byStatus.Values.Sum();

    public long Bytes { get; private set; }

    /// <summary>How long the call took that was answered last.</summary>
    public double LastMs { get; private set; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt, _endedAt);

    public long CountOf(int status) => _byStatus.GetValueOrDefault(status);

    /// <summary>Sends, waits, and notes what came and how long it took: from now, or from when it was due.</summary>
    public async ValueTask<HttpAnswer> CallAsync(
        HttpConnection connection, ReadOnlyMemory<byte> request, bool keepsBody = false, long? dueAt = null)
    {
        var from = dueAt ?? Stopwatch.GetTimestamp();
        var answer = await connection.SendAsync(request, keepsBody);
        _endedAt = Stopwatch.GetTimestamp();
        LastMs = Stopwatch.GetElapsedTime(from, _endedAt).TotalMilliseconds;
        _latency.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(from, _endedAt).TotalMicroseconds, 1, LongestMicroseconds));
        _byStatus[answer.Status] = _byStatus.GetValueOrDefault(answer.Status) + 1;
        Bytes += answer.Size;
        return answer;
    }

    /// <exception cref="InvalidOperationException">There was another answer.</exception>
    public Load RequireOnly(params ReadOnlySpan<int> statuses)
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

    public double MsAt(double percentile) => _latency.GetValueAtPercentile(percentile) / 1000.0;
}

/// <summary>Callers that each send the next request when the last is answered.</summary>
internal static class ClosedLoop
{
    /// <summary>As many times as <paramref name="count"/> says, by <paramref name="connections"/> callers who share them.</summary>
    public static Task<Load> CountAsync(Uri address, int connections, int count, Func<Load, HttpConnection, int, ValueTask> callAsync) =>
        RunAsync(address, connections, async (load, connection, next) =>
        {
            while (next() is var index && index < count) await callAsync(load, connection, index);
        });

    /// <summary>Until <paramref name="duration"/> is over.</summary>
    public static Task<Load> ForAsync(Uri address, int connections, TimeSpan duration, Func<Load, HttpConnection, int, ValueTask> callAsync)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        return RunAsync(address, connections, async (load, connection, next) =>
        {
            while (Stopwatch.GetTimestamp() < end) await callAsync(load, connection, next());
        });
    }

    private static Task<Load> RunAsync(Uri address, int connections, Func<Load, HttpConnection, Func<int>, Task> callerAsync) =>
        Reactor.RunAsync(async reactor =>
        {
            var open = Enumerable.Range(0, connections).Select(_ => reactor.Connect(address)).ToList();
            var (load, count) = (new Load(), 0);
            await Task.WhenAll(open.Select(connection => callerAsync(load, connection, () => count++)));
            return load;
        });
}
