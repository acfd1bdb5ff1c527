using System.Globalization;

namespace Concert.Chaos;

/// <summary>What an evening of chaos came to, in figures.</summary>
internal sealed class Evening(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<double> _waitSeconds = [];
    private readonly SortedDictionary<string, (int Count, TimeSpan LongestGap)> _faults = new(StringComparer.Ordinal);
    private readonly long _openedAt = TimeProvider.System.GetTimestamp();
    private long _lastAnswerAt = TimeProvider.System.GetTimestamp();
    private string _lastFault = "nothing yet";
    private int _repeatCount;

    /// <param name="waited">From the first try on.</param>
    public void Answered(TimeSpan waited)
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

    public void Repeated() => Interlocked.Increment(ref _repeatCount);

    public void Harmed(string fault)
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
            var elapsed = TimeProvider.System.GetElapsedTime(_openedAt).TotalSeconds;
            var faultCount = _faults.Values.Sum(fault => fault.Count);
            return string.Create(CultureInfo.InvariantCulture, $"""
                seed {seed}: {elapsed:0} s, {faultCount} faults, {_waitSeconds.Count} answers, {_repeatCount} requests sent again
                longest time without any answer, after each kind of fault: {string.Join(", ", gaps)}
                an answer took: median {At(0.5):0.000} s, p99 {At(0.99):0.000} s, at most {At(1):0.0} s
                """);
        }
    }

    private double At(double part) => _waitSeconds.Count == 0 ? 0 : _waitSeconds[(int)((_waitSeconds.Count - 1) * part)];
}
