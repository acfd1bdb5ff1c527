using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
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
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byAddress = [];
    private readonly Dictionary<string, int> _byUser = [];
    // Streams leave a quarter of the connections to all other calls.
    private readonly int _max = Math.Min(options.Max, maxConnections - (maxConnections / 4));
    private int _count;

    /// <param name="address">The client's address, as <c>ClientAddress</c> counts it.</param>
    /// <param name="userId">Null: the client sent no access token.</param>
    /// <param name="open">The stream counts until this is disposed.</param>
    /// <param name="refusal">The limit of the address, of the user or of the gateway is reached.</param>
    public bool TryOpen(
        string address,
        string? userId,
        [NotNullWhen(true)] out IDisposable? open,
        [NotNullWhen(false)] out ProblemResult? refusal)
    {
        open = null;
        lock (_gate)
        {
            refusal = WhyNot(address, userId);
            if (refusal is not null) return false;
            Add(1, address, userId);
        }

        open = new OpenStream(this, address, userId);
        return true;
    }

    private ProblemResult? WhyNot(string address, string? userId)
    {
        if (_byAddress.GetValueOrDefault(address) >= options.MaxPerAddress)
            return new(Codes.TooManyRequests, $"{options.MaxPerAddress} streams are open from this address.");
        if (userId is not null && _byUser.GetValueOrDefault(userId) >= options.MaxPerUser)
            return new(Codes.TooManyRequests, $"The user has {options.MaxPerUser} open streams.");
        return _count < _max ? null : new(Codes.Unavailable, "The gateway has as many open streams as it serves.");
    }

    private void Close(string address, string? userId)
    {
        lock (_gate) Add(-1, address, userId);
    }

    private void Add(int change, string address, string? userId)
    {
        _count += change;
        meter.StreamsChanged(change);
        Add(_byAddress, address, change);
        if (userId is not null) Add(_byUser, userId, change);
    }

    // What has no stream is not stored: addresses come and go for as long as the gateway runs.
    private static void Add(Dictionary<string, int> counts, string key, int change)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        count += change;
        if (count == 0) counts.Remove(key);
    }

    private sealed class OpenStream(OpenStreams owner, string address, string? userId) : IDisposable
    {
        private int _isClosed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0) owner.Close(address, userId);
        }
    }
}
