using System.Net;
using Concert.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Concert.Http;

/// <summary>
/// Closes a connection at once if there are too many, or its address has too many. That costs a small part of what a request costs, so
/// that a flood leaves the processor and the memory to others. Listeners that share a limit share its count: Kestrel's own limit counts
/// each listener apart, and two of them could take every file descriptor of the process.
/// </summary>
/// <param name="max">Connections at a time.</param>
/// <param name="maxPerAddress">Connections of one address at a time; null: no limit.</param>
/// <param name="meter">Counts what was closed.</param>
internal sealed class ConnectionLimit(int max, int? maxPerAddress, GatewayMeter meter)
{
    private readonly Lock _gate = new();
    private readonly KeyedCounts<IPAddress> _counts = new();
    private int _count;

    /// <summary>Middleware of a listener, before TLS and HTTP.</summary>
    public ConnectionDelegate Limit(ConnectionDelegate next) => connection =>
    {
        var address = connection.RemoteEndPoint is IPEndPoint end ? ClientAddress.CountedFor(end.Address) : IPAddress.None;
        if (TryAdd(address)) return RunAsync(connection, address, next);
        meter.ConnectionRefused();
        connection.Abort();
        return Task.CompletedTask;
    };

    private bool TryAdd(IPAddress address)
    {
        lock (_gate)
        {
            if (_count >= max || _counts.Of(address) >= maxPerAddress) return false;
            _counts.Add(address);
            _count++;
            return true;
        }
    }

    private async Task RunAsync(ConnectionContext connection, IPAddress address, ConnectionDelegate next)
    {
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_gate)
            {
                _counts.Remove(address);
                _count--;
            }
        }
    }
}
