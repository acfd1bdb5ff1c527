using System.Diagnostics.Metrics;

namespace Concert.Storage;

/// <summary>What the writer of a silo does, as metrics. None of them is a reason to send requests elsewhere: all silos write to the
/// same database.</summary>
internal sealed class WriterMeter
{
    private static readonly InstrumentAdvice<double> CommitBuckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?> _tag;
    private readonly Histogram<double> _commitDuration;
    private long _failedCount;
    private long _waitingCount;
    private long _busySince;
    private long _committedAt;
    private volatile bool _isLastFailed;

    /// <param name="meters">Makes the metrics.</param>
    /// <param name="time">The clock.</param>
    /// <param name="writer">The name of the writer, a tag of each metric: a silo has two.</param>
    public WriterMeter(IMeterFactory meters, TimeProvider time, string writer)
    {
        _time = time;
        _tag = new("writer", writer);
        _busySince = _committedAt = time.GetTimestamp();
        var meter = meters.Create(InvariantFilter.MeterName);
        _commitDuration = meter.CreateHistogram(
            "writer_commit_duration", "s", "How long a batch took to be committed.", tags: null, CommitBuckets);
        // Observed, so that it is exported as 0 before the first failure: an alert on its increase would miss a first value of 1.
        meter.CreateObservableCounter(
            "writer_batches_failed",
            () => new Measurement<long>(FailedCount, _tag), description: "Batches of which it is unknown whether they were written.");
        meter.CreateObservableGauge(
            "writer_changes_waiting",
            () => new Measurement<long>(WaitingCount, _tag),
            description: "Changes that are not committed yet, those of the current batch too.");
        meter.CreateObservableGauge(
            "writer_last_commit_age",
            () => new Measurement<double>(LastCommitAge.TotalSeconds, _tag),
            "s", "How long ago the last batch was committed, or the start.");
        meter.CreateObservableGauge(
            "writer_stalled",
            () => new Measurement<double>(Stalled.TotalSeconds, _tag),
            "s", "How long changes have waited without any commit; 0 if none waits.");
    }

    public long FailedCount => Interlocked.Read(ref _failedCount);

    public long WaitingCount => Interlocked.Read(ref _waitingCount);

    public TimeSpan LastCommitAge => _time.GetElapsedTime(Interlocked.Read(ref _committedAt));

    /// <summary>How long changes have waited without any commit; zero if none waits.</summary>
    public TimeSpan Stalled => WaitingCount == 0
        ? TimeSpan.Zero
        : _time.GetElapsedTime(Math.Max(Interlocked.Read(ref _busySince), Interlocked.Read(ref _committedAt)));

    /// <summary>Whether the last batch failed.</summary>
    public bool IsLastFailed => _isLastFailed;

    public void Enqueued()
    {
        var now = _time.GetTimestamp();
        if (Interlocked.Increment(ref _waitingCount) == 1) Interlocked.Exchange(ref _busySince, now);
    }

    /// <summary>A batch began; the result is for <see cref="Committed"/>.</summary>
    public long Begin() => _time.GetTimestamp();

    public void Committed(long begunAt)
    {
        Interlocked.Exchange(ref _committedAt, _time.GetTimestamp());
        _isLastFailed = false;
        _commitDuration.Record(_time.GetElapsedTime(begunAt).TotalSeconds, _tag);
    }

    public void Failed()
    {
        Interlocked.Increment(ref _failedCount);
        _isLastFailed = true;
    }

    /// <summary>These changes have their results, whatever they are.</summary>
    public void Completed(int count) => Interlocked.Add(ref _waitingCount, -count);
}
