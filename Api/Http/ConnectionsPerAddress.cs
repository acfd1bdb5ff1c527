using System.Net;
using Concert.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Concert.Http;

/// <summary>
/// Closes a connection at once if its address has too many. That costs a small part of what a request costs, so that a flood from one
/// address leaves the processor and the memory to others.
/// </summary>
internal sealed class ConnectionsPerAddress(int max, GatewayMeter meter)
{
    private readonly Lock _gate = new();
    private readonly KeyedCounts<IPAddress> _counts = new();

    /// <summary>Middleware of one listening address, before TLS and HTTP.</summary>
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
            if (_counts.Of(address) >= max) return false;
            _counts.Add(address);
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
            lock (_gate) _counts.Remove(address);
        }
    }
}
