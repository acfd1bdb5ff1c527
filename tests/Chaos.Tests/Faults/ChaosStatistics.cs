using System.Globalization;

namespace Concert.Faults;

/// <summary>The figures of a chaos run: faults, answers, retries, and times without an answer.</summary>
internal sealed class ChaosStatistics(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<double> _waitSeconds = [];
    private readonly SortedDictionary<string, (int Count, TimeSpan LongestGap)> _faults = new(StringComparer.Ordinal);
    private readonly long _startedAt = TimeProvider.System.GetTimestamp();
    private long _lastAnswerAt = TimeProvider.System.GetTimestamp();
    private string _lastFault = "no fault yet";
    private int _retryCount;

    /// <param name="waited">The time since the request was first sent.</param>
    public void RecordAnswer(TimeSpan waited)
    {
        lock (_gate)
        {
            _waitSeconds.Add(waited.TotalSeconds);
            var gap = TimeProvider.System.GetElapsedTime(_lastAnswerAt);
            var (count, longest) = _faults.GetValueOrDefault(_lastFault);
            if (gap > longest) _faults[_lastFault] = (count, gap);
            _lastAnswerAt = TimeProvider.System.GetTimestamp();
        }
    }

    public void RecordRetry() => Interlocked.Increment(ref _retryCount);

    public void RecordFault(string fault)
    {
        lock (_gate)
        {
            _lastFault = fault;
            var (count, longest) = _faults.GetValueOrDefault(fault);
            _faults[fault] = (count + 1, longest);
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            _waitSeconds.Sort();
            var gaps = _faults.Select(fault =>
                string.Create(CultureInfo.InvariantCulture, $"{fault.Key} ×{fault.Value.Count} {fault.Value.LongestGap.TotalSeconds:0.0} s"));
            var elapsed = TimeProvider.System.GetElapsedTime(_startedAt).TotalSeconds;
            var faultCount = _faults.Values.Sum(fault => fault.Count);
            return string.Create(CultureInfo.InvariantCulture, $"""
                seed {seed}: {elapsed:0} s, {faultCount} faults, {_waitSeconds.Count} answers, {_retryCount} retries by clients
                longest time without any answer, by the last fault: {string.Join(", ", gaps)}
                time to an answer: median {Percentile(0.5):0.000} s, p99 {Percentile(0.99):0.000} s, longest {Percentile(1):0.0} s
                """);
        }
    }

    private double Percentile(double part) => _waitSeconds.Count == 0 ? 0 : _waitSeconds[(int)((_waitSeconds.Count - 1) * part)];
}
