using System.Globalization;

namespace Concert.Chaos;

/// <summary>What an evening of chaos came to, in figures.</summary>
internal sealed class Evening(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<double> _answerSeconds = [];
    private readonly long _openedAt = TimeProvider.System.GetTimestamp();
    private long _lastAnswerAt = TimeProvider.System.GetTimestamp();
    private TimeSpan _longestGap;
    private int _repeatCount;
    private int _faultCount;

    public void Answered(TimeSpan took)
    {
        lock (_gate)
        {
            _answerSeconds.Add(took.TotalSeconds);
            var gap = TimeProvider.System.GetElapsedTime(_lastAnswerAt);
            if (gap > _longestGap) _longestGap = gap;
            _lastAnswerAt = TimeProvider.System.GetTimestamp();
        }
    }

    public void Repeated() => Interlocked.Increment(ref _repeatCount);

    public void Harmed() => _faultCount++;

    public override string ToString()
    {
        lock (_gate)
        {
            _answerSeconds.Sort();
            return string.Create(CultureInfo.InvariantCulture, $"""
                seed {seed}: {TimeProvider.System.GetElapsedTime(_openedAt).TotalSeconds:0} s, {_faultCount} faults, {_answerSeconds.Count} answers, {_repeatCount} requests sent again;
                longest gap in service {_longestGap.TotalSeconds:0.0} s; answers: median {At(0.5):0.000} s, p99 {At(0.99):0.000} s, longest {At(1):0.0} s
                """);
        }
    }

    private double At(double part) => _answerSeconds.Count == 0 ? 0 : _answerSeconds[(int)((_answerSeconds.Count - 1) * part)];
}
