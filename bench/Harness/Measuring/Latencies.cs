using HdrHistogram;

namespace Concert.Bench.Harness;

/// <summary>Times of calls, in an HDR histogram of three significant digits. Not safe for concurrent use.</summary>
internal sealed class Latencies
{
    private const long MaxMicroseconds = 600_000_000;

    private readonly LongHistogram _histogram = new(MaxMicroseconds, 3);

    public long Count => _histogram.TotalCount;

    public double MaxMs => _histogram.GetMaxValue() / 1000.0;

    public void Record(TimeSpan time) => _histogram.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 1, MaxMicroseconds));

    /// <summary>0 when nothing was recorded.</summary>
    public double MsAt(double percentile) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / 1000.0;
}
