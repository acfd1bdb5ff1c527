using System.Runtime.ExceptionServices;

namespace Concert.Bench.Workloads;

/// <summary>The calls of one part of a run. Used by one reactor's thread; read when the run is over.</summary>
internal sealed class WaitingTally
{
    private readonly SortedDictionary<int, long> _byStatus = [];
    private readonly Latencies _times = new();

    /// <summary>Polls that were sent.</summary>
    public long Sent { get; set; }

    public long Admitted { get; set; }

    /// <summary>Users whose place was over although they polled as told.</summary>
    public long Expired { get; set; }

    /// <summary>Streams that were refused or ended while their user waited.</summary>
    public long StreamsLost { get; set; }

    public long Events { get; set; }

    /// <summary>Null: no call failed.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    public WaitingCalls ToCalls() => new(
        Sent,
        _times.Count,
        Admitted,
        Expired + StreamsLost,
        Events,
        CountFrom(500, 600),
        CountFrom(400, 500),
        _times.MsAt(50),
        _times.MsAt(99),
        _times.MsAt(99.9),
        _times.MaxMs);

    public void Answered(int status, TimeSpan time)
    {
        _times.Record(time);
        Count(status);
    }

    public void SlotReturned(int status) => Count(status);

    public void Failed(Exception fault) => Fault ??= ExceptionDispatchInfo.Capture(fault);

    private long CountFrom(int first, int behind) =>
        _byStatus.Where(status => status.Key >= first && status.Key < behind).Sum(status => status.Value);

    private void Count(int status) => _byStatus[status] = _byStatus.GetValueOrDefault(status) + 1;
}
