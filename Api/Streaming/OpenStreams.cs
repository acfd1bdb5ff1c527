using System.Diagnostics.CodeAnalysis;
using System.Net;
using Concert.Http;
using Concert.Problems;
using Concert.Telemetry;

namespace Concert.Streaming;

/// <summary>
/// Counts the open streams of each address and each user, and refuses one above the limits. A rate limit cannot do it: a stream is
/// one request that lasts for hours.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="maxConnections">The connections that the gateway serves.</param>
/// <param name="meter">Counts the open streams.</param>
internal sealed class OpenStreams(StreamOptions options, int maxConnections, GatewayMeter meter)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly KeyedCounts<IPAddress> _byAddress = new();
    private readonly KeyedCounts<string> _byUser = new();
    // Streams leave a quarter of the connections to all other calls.
    private readonly int _max = Math.Min(options.Max, maxConnections - (maxConnections / 4));
    private int _count;

    /// <param name="address">The client's address, as <c>ClientAddress</c> counts it.</param>
    /// <param name="userId">Null: the client sent no access token.</param>
    /// <param name="open">The stream counts until this is disposed.</param>
    /// <param name="refusal">The limit of the address, of the user or of the gateway is reached.</param>
    public bool TryOpen(
        IPAddress address,
        string? userId,
        [NotNullWhen(true)] out IDisposable? open,
        [NotNullWhen(false)] out ProblemResult? refusal)
    {
        open = null;
        lock (_gate)
        {
            refusal = WhyNot(address, userId);
            if (refusal is not null) return false;
            _count++;
            _byAddress.Add(address);
            if (userId is not null) _byUser.Add(userId);
        }

        meter.StreamsChanged(1);
        open = new OpenStream(this, address, userId);
        return true;
    }

    private ProblemResult? WhyNot(IPAddress address, string? userId)
    {
        if (_byAddress.Of(address) >= options.MaxPerAddress)
            return Refused(Codes.TooManyRequests, $"{options.MaxPerAddress} streams are open from this address.");
        if (userId is not null && _byUser.Of(userId) >= options.MaxPerUser)
            return Refused(Codes.TooManyRequests, $"The user has {options.MaxPerUser} open streams.");
        return _count < _max ? null : Refused(Codes.Unavailable, "The gateway has as many open streams as it serves.");
    }

    private static ProblemResult Refused(string code, string detail) => new(code, detail) { RetryAfter = RetryAfter };

    private void Close(IPAddress address, string? userId)
    {
        lock (_gate)
        {
            _count--;
            _byAddress.Remove(address);
            if (userId is not null) _byUser.Remove(userId);
        }

        meter.StreamsChanged(-1);
    }

    private sealed class OpenStream(OpenStreams owner, IPAddress address, string? userId) : IDisposable
    {
        private int _isClosed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0) owner.Close(address, userId);
        }
    }
}
