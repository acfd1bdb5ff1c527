using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Concert.Queues;

/// <summary>
/// The order in which the places of a queue have their turn. The early ones, who joined before the opening, stand in ascending order
/// of HMAC-SHA256 (key: the seed, message: the place's number in decimal ASCII). Every later place has its own number as its turn. So
/// whoever knows the seed and how many were early can compute the order of all, and nobody can before the seed is published.
/// </summary>
public sealed class DrawOrder
{
    // Below this number of places more threads cost more than they save.
    private const int MinParallelCount = 20_000;

    // By turn and by place, each counted from 1: index 0 is the first.
    private readonly int[] _places;
    private readonly int[] _turns;

    private DrawOrder(int[] places)
    {
        _places = places;
        _turns = new int[places.Length];
        for (var index = 0; index < places.Length; index++) _turns[places[index] - 1] = index + 1;
    }

    /// <summary>First come, first served: each place has its number as its turn.</summary>
    public static DrawOrder OfArrival { get; } = new([]);

    /// <summary>How many places were drawn; all others follow them.</summary>
    public int DrawnCount => _places.Length;

    /// <param name="seed">The secret of the draw, <see cref="DrawSeed.Length"/> bytes.</param>
    /// <param name="through">The highest early place, 0 if nobody was early.</param>
    public static DrawOrder Of(byte[] seed, long through)
    {
        var hashes = new (ulong First, int Place)[through];
        if (through < MinParallelCount)
        {
            for (var place = 1; place <= through; place++) hashes[place - 1] = (FirstBytesOf(seed, place), place);
        }
        else
        {
            Parallel.For(1, (int)through + 1, place => hashes[place - 1] = (FirstBytesOf(seed, place), place));
        }

        Array.Sort(hashes, (one, other) => one.First != other.First
            ? one.First.CompareTo(other.First)
            : HashOf(seed, one.Place).AsSpan().SequenceCompareTo(HashOf(seed, other.Place)));
        return new(Array.ConvertAll(hashes, hash => hash.Place));
    }

    /// <summary>The hash by which a place is drawn: 32 bytes, compared from the first one.</summary>
    public static byte[] HashOf(byte[] seed, long place)
    {
        Span<byte> message = stackalloc byte[20];
        place.TryFormat(message, out var length, default, CultureInfo.InvariantCulture);
        return HMACSHA256.HashData(seed, message[..length]);
    }

    public long TurnOf(long place) => place >= 1 && place <= _turns.Length ? _turns[place - 1] : place;

    public long PlaceAt(long turn) => turn >= 1 && turn <= _places.Length ? _places[turn - 1] : turn;

    private static ulong FirstBytesOf(byte[] seed, long place) =>
        BinaryPrimitives.ReadUInt64BigEndian(HashOf(seed, place));
}
