using System.Collections.Concurrent;
using System.Globalization;

namespace Concert.Bench.Attacks;

/// <summary>What came back to the attacker. Safe for concurrent use.</summary>
internal sealed class AttackTally
{
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private long _served;
    private int _open;
    private int _mostOpen;

    /// <summary>The most streams, slow responses or connections that the service kept open at the same time.</summary>
    public int MostOpen => _mostOpen;

    /// <summary>Requests that the service granted, and connections that it kept open.</summary>
    public long ServedCount => _served;

    public long RefusedCount => _counts.Values.Sum(count => (long)count);

    /// <summary>Such as <c>429: 12,000, closed: 7</c>.</summary>
    public string Refusals => _counts.IsEmpty
        ? "none"
        : string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key}: {count.Value:N0}")));

    /// <param name="reason">A status, or what happened to the connection.</param>
    public void Refused(string reason) => _counts.AddOrUpdate(reason, 1, (_, count) => count + 1);

    public void Served() => Interlocked.Increment(ref _served);

    /// <summary>Counts a request that is served until <see cref="Closed"/>.</summary>
    public void Opened()
    {
        Served();
        var open = Interlocked.Increment(ref _open);
        for (var most = _mostOpen; open > most; most = _mostOpen)
        {
            if (Interlocked.CompareExchange(ref _mostOpen, open, most) == most) return;
        }
    }

    public void Closed() => Interlocked.Decrement(ref _open);
}
