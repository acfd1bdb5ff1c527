using System.Collections.Concurrent;

namespace Concert.Bench.Load;

/// <summary>How long each kind of call took, and which refusals it got. Safe for concurrent use.</summary>
internal sealed class CallStatistics
{
    private readonly ConcurrentDictionary<string, Latencies> _byCall = new();
    private readonly ConcurrentDictionary<(string Call, string Code), long> _codes = new();

    public void Record(string call, TimeSpan time)
    {
        var latencies = _byCall.GetOrAdd(call, _ => new());
        lock (latencies) latencies.Record(time);
    }

    public void RecordRefusal(string call, string code) => _codes.AddOrUpdate((call, code), 1, (_, count) => count + 1);

    public IReadOnlyList<CallFigures> Figures() => [.. _byCall.OrderBy(entry => entry.Key).Select(entry =>
    {
        var (call, times) = entry;
        lock (times) return new CallFigures(call, times.Count, times.MsAt(50), times.MsAt(90), times.MsAt(99), times.MsAt(99.9), times.MaxMs);
    })];

    public IReadOnlyList<(string Call, string Code, long Count)> Refusals() =>
        [.. _codes.OrderBy(entry => entry.Key).Select(entry => (entry.Key.Call, entry.Key.Code, entry.Value))];
}

/// <summary>Times in milliseconds.</summary>
internal sealed record CallFigures(string Call, long Count, double P50, double P90, double P99, double P999, double Max);
