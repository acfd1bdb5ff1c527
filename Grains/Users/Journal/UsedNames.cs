using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Concert.Users;

/// <summary>
/// The names that a user can't use again: the idempotency keys of the journal's rows, and the ids of reservations that have a
/// tombstone. 32 bits of each digest, so that "never used" is certain and costs no read, while "used" may be a coincidence: the
/// caller reads the row. A million names take 4 MB. A wallet with more than <see cref="MaxCount"/> names keeps none of them, so
/// that its snapshot and memory stay bounded: then each name may be used, and each command costs a read.
/// </summary>
public sealed class UsedNames
{
    public const int MaxCount = 1_000_000;

    // The names that are not sorted yet are searched one by one: at most this part of all.
    private const int SortedPerRecent = 64;
    private const int MinRecentCount = 256;

    private readonly List<uint> _recent = [];
    private uint[] _sorted = [];

    /// <summary>False: there were too many, and none is kept.</summary>
    public bool IsComplete { get; private set; } = true;

    public int Count => _sorted.Length + _recent.Count;

    public void Add(string name) => Add(Digest(name));

    /// <param name="digest">The digest of the name, from <see cref="Digest"/>.</param>
    public void Add(uint digest)
    {
        if (!IsComplete) return;
        _recent.Add(digest);
        if (Count > MaxCount) Drop();
        else if (_recent.Count > Math.Max(MinRecentCount, _sorted.Length / SortedPerRecent)) Sort();
    }

    public bool MayContain(string name) => MayContain(Digest(name));

    /// <summary>False: the name was never used. True: its row says whether it was.</summary>
    public bool MayContain(uint digest) =>
        !IsComplete || CollectionsMarshal.AsSpan(_recent).Contains(digest) || Array.BinarySearch(_sorted, digest) >= 0;

    // SHA-256 rather than a fast hash: clients choose the keys. Who looks for a coincidence finds one, and pays with a read of their
    // own journal.
    public static uint Digest(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }

    /// <summary>The bytes for a snapshot: the digests in ascending order, little-endian, one for each name; null: none is kept.</summary>
    public byte[]? Pack()
    {
        if (!IsComplete) return null;
        Sort();
        var bytes = new byte[_sorted.Length * sizeof(uint)];
        for (var i = 0; i < _sorted.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), _sorted[i]);
        return bytes;
    }

    public static UsedNames Unpack(ReadOnlySpan<byte> bytes)
    {
        Invariant.Holds(bytes.Length % sizeof(uint) == 0, $"{bytes.Length} bytes of names.");
        var digests = new uint[bytes.Length / sizeof(uint)];
        for (var i = 0; i < digests.Length; i++)
        {
            digests[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
            Invariant.Holds(i == 0 || digests[i - 1] <= digests[i], $"Name {i} of a snapshot is not in order.");
        }

        return new() { _sorted = digests };
    }

    /// <summary>The names of a snapshot that keeps none.</summary>
    public static UsedNames Dropped() => new() { IsComplete = false };

    private void Drop()
    {
        IsComplete = false;
        _sorted = [];
        _recent.Clear();
        _recent.TrimExcess();
    }

    // A name that occurs twice stays twice: the audit counts one for each row.
    private void Sort()
    {
        var recent = CollectionsMarshal.AsSpan(_recent);
        recent.Sort();
        var all = new uint[Count];
        for (int i = 0, old = 0, added = 0; i < all.Length; i++)
        {
            var isOld = added == recent.Length || (old < _sorted.Length && _sorted[old] <= recent[added]);
            all[i] = isOld ? _sorted[old++] : recent[added++];
        }

        _sorted = all;
        _recent.Clear();
    }
}
