using System.Collections.Immutable;

namespace Concert.Queues;

/// <summary>
/// The places of one queue whose users poll or stream at this gateway. The gateway reports them with its next view of the queue, so
/// that a poll needs no grain call.
/// </summary>
/// <remarks>A place is reported at most once in a period, however often its user polls.</remarks>
internal sealed class WaitingPresence(TimeProvider time)
{
    // Within the time after which a user counts as away, so many reports are sent: two may be lost.
    private const int ReportsUntilAbsent = 6;

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, int> _streams = [];
    private HashSet<long> _notedInPeriod = [];
    private HashSet<long> _unreported = [];
    private TimeSpan _period = DefaultPeriod;
    private long _periodBegan = time.GetTimestamp();

    /// <summary>The user of a place is there.</summary>
    public void Note(long place)
    {
        lock (_gate)
        {
            EndPeriodIfOver();
            if (_notedInPeriod.Add(place)) _unreported.Add(place);
        }
    }

    /// <summary>The user of a place is there until the result is disposed.</summary>
    public IDisposable Stay(long place)
    {
        lock (_gate) _streams[place] = _streams.GetValueOrDefault(place) + 1;
        Note(place);
        return new Stream(this, place);
    }

    /// <summary>The places to report now.</summary>
    /// <param name="absentAfter">The queue's setting; zero: not known.</param>
    public ImmutableArray<long> Take(TimeSpan absentAfter)
    {
        lock (_gate)
        {
            _period = absentAfter > TimeSpan.Zero ? absentAfter / ReportsUntilAbsent : DefaultPeriod;
            EndPeriodIfOver();
            ImmutableArray<long> taken = [.. _unreported];
            _unreported = [];
            return taken;
        }
    }

    /// <summary>A report failed: its places are reported again.</summary>
    public void GiveBack(ImmutableArray<long> taken)
    {
        lock (_gate) _unreported.UnionWith(taken);
    }

    private void EndPeriodIfOver()
    {
        if (time.GetElapsedTime(_periodBegan) < _period) return;
        _periodBegan = time.GetTimestamp();
        // What was noted and is not reported yet stays.
        _notedInPeriod = [.. _unreported];
        foreach (var place in _streams.Keys.Where(_notedInPeriod.Add)) _unreported.Add(place);
    }

    private void End(long place)
    {
        lock (_gate)
        {
            if (--_streams[place] == 0) _streams.Remove(place);
        }
    }

    private sealed class Stream(WaitingPresence presence, long place) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0) presence.End(place);
        }
    }
}
