using System.Collections.Concurrent;
using HdrHistogram;

namespace Concert.Bench.Load;

/// <summary>How long each kind of call took, and what was answered other than yes.</summary>
internal sealed class CallStatistics
{
    private const long LongestMicroseconds = 600_000_000;
    private const int Digits = 3;

    private readonly ConcurrentDictionary<string, LongHistogram> _byCall = new();
    private readonly ConcurrentDictionary<(string Call, string Code), long> _codes = new();

    public void Took(string call, TimeSpan time)
    {
        var histogram = _byCall.GetOrAdd(call, _ => new(LongestMicroseconds, Digits));
        lock (histogram) histogram.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 1, LongestMicroseconds));
    }

    public void Refused(string call, string code) => _codes.AddOrUpdate((call, code), 1, (_, count) => count + 1);

    public IReadOnlyList<CallFigures> Figures() => [.. _byCall.OrderBy(entry => entry.Key).Select(entry =>
    {
        lock (entry.Value)
        {
            double Ms(double percentile) => entry.Value.GetValueAtPercentile(percentile) / 1000.0;
            return new CallFigures(entry.Key, entry.Value.TotalCount, Ms(50), Ms(90), Ms(99), Ms(99.9), entry.Value.GetMaxValue() / 1000.0);
        }
    })];

    public IReadOnlyList<(string Call, string Code, long Count)> Codes() =>
        [.. _codes.OrderBy(entry => entry.Key).Select(entry => (entry.Key.Call, entry.Key.Code, entry.Value))];
}

/// <summary>Times in milliseconds.</summary>
internal sealed record CallFigures(string Call, long Count, double P50, double P90, double P99, double P999, double Max);
