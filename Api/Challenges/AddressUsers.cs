using System.Net;
using BitFaster.Caching.Lru;
using Concert.Http;

namespace Concert.Challenges;

/// <summary>
/// How many different users of an address asked for a place recently. A user counts once, however often they ask: a fan who solves a
/// second challenge, or opens a second tab, makes it no harder for the others of the address. The attempt counts, not the place:
/// otherwise a script would collect easy challenges for a thousand users before it solves the first.
/// </summary>
/// <remarks>
/// The count falls by half in each <see cref="HalfLife"/>. The least recently used addresses and users are evicted, as in
/// <c>PermitBuckets</c>: memory is bounded, and only someone with more addresses than that gains by it.
/// </remarks>
internal sealed class AddressUsers([FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(10);

    private const int Capacity = 50_000;

    private readonly FastConcurrentLru<IPAddress, DecayingCount> _counts = new(Capacity);
    private readonly FastConcurrentLru<(IPAddress Address, UserId UserId), LastAsked> _users = new(Capacity);

    /// <summary>Notes that the user asked; returns how many users of the address did, this one included.</summary>
    public long Note(IPAddress address, UserId userId)
    {
        var now = time.GetTimestamp();
        var count = _counts.GetOrAdd(address, static _ => new DecayingCount());
        var user = _users.GetOrAdd((address, userId), static _ => new LastAsked());
        return count.Add(user.IsFirst(now, time) ? 1 : 0, now, time);
    }

    private sealed class LastAsked
    {
        private readonly Lock _gate = new();
        private long? _at;

        public bool IsFirst(long now, TimeProvider time)
        {
            lock (_gate)
            {
                if (_at is { } at && time.GetElapsedTime(at, now) < HalfLife) return false;
                _at = now;
                return true;
            }
        }
    }

    private sealed class DecayingCount
    {
        private readonly Lock _gate = new();
        private double _value;
        private long _at;

        /// <summary>Returns the count afterwards, rounded up.</summary>
        public long Add(int added, long now, TimeProvider time)
        {
            lock (_gate)
            {
                if (now > _at)
                {
                    _value *= Math.Pow(0.5, time.GetElapsedTime(_at, now) / HalfLife);
                    _at = now;
                }

                _value += added;
                return (long)Math.Ceiling(_value);
            }
        }
    }
}
