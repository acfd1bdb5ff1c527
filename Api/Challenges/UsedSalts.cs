using Concert.Http;

namespace Concert.Challenges;

/// <summary>
/// The salts for which this gateway gave a place, until they expire. Gateways do not share them: the same solution can be used once at
/// each gateway, always for its one user, who has one place at a time.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="capacity">Beyond it the oldest is forgotten. A salt takes about 150 bytes.</param>
internal sealed class UsedSalts(TimeProvider time, int capacity)
{
    // A sale to 200,000 people who all join through one gateway within the life of a salt. About 30 MB.
    private const int DefaultCapacity = 200_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _salts = new(StringComparer.Ordinal);
    private readonly Queue<(string Salt, DateTimeOffset ExpiresAt)> _inOrder = new();

    public UsedSalts([FromKeyedServices(GatewayTime.Key)] TimeProvider time)
        : this(time, DefaultCapacity)
    {
    }

    public int Count
    {
        get
        {
            lock (_gate) return _inOrder.Count;
        }
    }

    /// <summary>Returns false if the salt was used before.</summary>
    public bool TryAdd(string salt, DateTimeOffset expiresAt)
    {
        lock (_gate)
        {
            if (!_salts.Add(salt)) return false;
            _inOrder.Enqueue((salt, expiresAt));
            ForgetOld();
            return true;
        }
    }

    /// <summary>The salt may be used again.</summary>
    public void Remove(string salt)
    {
        // It stays in the order. If it is used again, its first entry there ends both, at the same time.
        lock (_gate) _salts.Remove(salt);
    }

    // In the order of use, which is nearly that of expiry: a salt stays for at most twice its life.
    private void ForgetOld()
    {
        var now = time.GetUtcNow();
        while (_inOrder.TryPeek(out var oldest) && (oldest.ExpiresAt <= now || _inOrder.Count > capacity))
        {
            _inOrder.Dequeue();
            _salts.Remove(oldest.Salt);
        }
    }
}
