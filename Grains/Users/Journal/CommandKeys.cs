using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Concert.Users;

/// <summary>
/// The idempotency keys that a user has used: 64 bits of each key's digest, and the number of its journal row. They are stored
/// forever. A wallet with a million charges costs tens of megabytes instead of hundreds. Two keys may share 64 bits, so the
/// caller compares the key in the row; the journal's unique index refuses a key that was used before in any case.
/// </summary>
public sealed class CommandKeys
{
    private const int BytesPerKey = 2 * sizeof(long);

    private readonly Dictionary<ulong, long> _seqs = [];

    public int Count => _seqs.Count;

    public void Add(string key, long seq) => Add(Digest(key), seq);

    /// <param name="digest">The digest of the key, from <see cref="Digest"/>.</param>
    public void Add(ulong digest, long seq) => _seqs[digest] = seq;

    /// <summary>Finds the row that may hold the key.</summary>
    public bool TryFind(string key, out long seq) => TryFind(Digest(key), out seq);

    public bool TryFind(ulong digest, out long seq) => _seqs.TryGetValue(digest, out seq);

    // SHA-256 rather than a fast hash: clients choose the keys, and must not be able to choose collisions.
    public static ulong Digest(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>The bytes for a snapshot: digest and seq of each key, little-endian.</summary>
    public byte[] Pack()
    {
        var bytes = new byte[_seqs.Count * BytesPerKey];
        var rest = bytes.AsSpan();
        foreach (var (digest, seq) in _seqs)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, digest);
            BinaryPrimitives.WriteInt64LittleEndian(rest[sizeof(long)..], seq);
            rest = rest[BytesPerKey..];
        }

        return bytes;
    }

    public static CommandKeys Unpack(ReadOnlySpan<byte> bytes)
    {
        Invariant.Holds(bytes.Length % BytesPerKey == 0, $"{bytes.Length} bytes of keys.");
        var keys = new CommandKeys();
        keys._seqs.EnsureCapacity(bytes.Length / BytesPerKey);
        for (; !bytes.IsEmpty; bytes = bytes[BytesPerKey..])
        {
            keys._seqs[BinaryPrimitives.ReadUInt64LittleEndian(bytes)] =
                BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]);
        }

        return keys;
    }
}
