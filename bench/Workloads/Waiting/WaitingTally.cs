using System.Runtime.ExceptionServices;

namespace Concert.Bench.Workloads;

/// <summary>The calls of one part of a run. Used by one reactor's thread; read when the run is over.</summary>
internal sealed class WaitingTally
{
    private readonly SortedDictionary<int, long> _byStatus = [];
    private readonly Latencies _times = new();

    /// <summary>Polls that were sent.</summary>
    public long Sent { get; set; }

    public long AnsweredCount => _times.Count;

    public long Admitted { get; set; }

    /// <summary>Users whose place was over although they polled as told.</summary>
    public long Expired { get; set; }

    /// <summary>Streams that were refused or ended while their user waited.</summary>
    public long StreamsLost { get; set; }

    public long Events { get; set; }

    public double MaxMs => _times.MaxMs;

    /// <summary>Null: no call failed.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    /// <summary>Answers with a status of 500 or more, to whatever call.</summary>
    public long ServerErrors => _byStatus.Where(status => status.Key >= 500).Sum(status => status.Value);

    /// <summary>Other answers that are no success.</summary>
    public long Refusals => _byStatus.Where(status => status.Key is >= 400 and < 500).Sum(status => status.Value);

    public double MsAt(double percentile) => _times.MsAt(percentile);

    public void Answered(int status, TimeSpan time)
    {
        _times.Record(time);
        Count(status);
    }

    public void SlotReturned(int status) => Count(status);

    public void Failed(Exception fault) => Fault ??= ExceptionDispatchInfo.Capture(fault);

    private void Count(int status) => _byStatus[status] = _byStatus.GetValueOrDefault(status) + 1;
}
