using System.Globalization;

namespace Concert.Faults;

/// <summary>The figures of a chaos run: faults, answers, retries, and times without an answer.</summary>
internal sealed class ChaosStatistics(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<double> _waitSeconds = [];
    private readonly SortedDictionary<string, FaultFigures> _faults = new(StringComparer.Ordinal);
    private readonly List<string> _findings = [];
    private readonly long _startedAt = TimeProvider.System.GetTimestamp();
    private long _lastAnswerAt = TimeProvider.System.GetTimestamp();
    private string _lastFault = "no fault yet";

    /// <param name="waited">The time since the request was first sent.</param>
    public void RecordAnswer(TimeSpan waited)
    {
        lock (_gate)
        {
            _waitSeconds.Add(waited.TotalSeconds);
            var gap = TimeProvider.System.GetElapsedTime(_lastAnswerAt);
            var figures = OfLastFault();
            if (gap > figures.LongestGap) figures.LongestGap = gap;
            if (waited > figures.LongestWait) figures.LongestWait = waited;
            _lastAnswerAt = TimeProvider.System.GetTimestamp();
        }
    }

    public void RecordRetry()
    {
        lock (_gate) OfLastFault().RetryCount++;
    }

    public void RecordFault(string fault)
    {
        lock (_gate)
        {
            _lastFault = fault;
            OfLastFault().Count++;
        }
    }

    /// <summary>Adds a line to the report, about the last fault.</summary>
    public void RecordFinding(FormattableString finding)
    {
        lock (_gate) _findings.Add($"{_lastFault}: {finding.ToString(CultureInfo.InvariantCulture)}");
    }

    public override string ToString()
    {
        lock (_gate)
        {
            _waitSeconds.Sort();
            var faults = _faults.Select(fault => string.Create(
                CultureInfo.InvariantCulture,
                $"{fault.Key} ×{fault.Value.Count}: {fault.Value.LongestGap.TotalSeconds:0.0} s, {fault.Value.LongestWait.TotalSeconds:0.0} s, {fault.Value.RetryCount}"));
            var elapsed = TimeProvider.System.GetElapsedTime(_startedAt).TotalSeconds;
            var faultCount = _faults.Values.Sum(fault => fault.Count);
            return string.Create(CultureInfo.InvariantCulture, $"""
                seed {seed}: {elapsed:0} s, {faultCount} faults, {_waitSeconds.Count} answers, {_faults.Values.Sum(fault => fault.RetryCount)} retries by clients
                by the last fault, the longest time without any answer, the longest time to an answer, retries by clients:
                {string.Join('\n', faults)}
                {string.Join('\n', _findings)}
                time to an answer: median {Percentile(0.5):0.000} s, p99 {Percentile(0.99):0.000} s, longest {Percentile(1):0.0} s
                """);
        }
    }

    private FaultFigures OfLastFault() =>
        _faults.TryGetValue(_lastFault, out var figures) ? figures : _faults[_lastFault] = new();

    private double Percentile(double part) => _waitSeconds.Count == 0 ? 0 : _waitSeconds[(int)((_waitSeconds.Count - 1) * part)];

    private sealed class FaultFigures
    {
        public int Count { get; set; }

        public TimeSpan LongestGap { get; set; }

        public TimeSpan LongestWait { get; set; }

        public int RetryCount { get; set; }
    }
}
