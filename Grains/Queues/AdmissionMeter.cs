namespace Concert.Queues;

/// <summary>Counts the admissions of the last minute, second by second. Times are given since the activation began.</summary>
internal sealed class AdmissionMeter
{
    private const int Seconds = 60;

    private readonly int[] _counts = new int[Seconds];
    private long _second;

    public void Note(TimeSpan at)
    {
        Advance(at);
        _counts[_second % Seconds]++;
    }

    public int CountAt(TimeSpan at)
    {
        Advance(at);
        return _counts.Sum();
    }

    private void Advance(TimeSpan at)
    {
        for (var second = Math.Max(_second + 1, (long)at.TotalSeconds - Seconds + 1); second <= (long)at.TotalSeconds; second++)
            _counts[second % Seconds] = 0;
        _second = Math.Max(_second, (long)at.TotalSeconds);
    }
}
