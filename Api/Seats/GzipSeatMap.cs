using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Concert.Seats;

/// <summary>
/// The map as JSON in one gzip stream (RFC 1952). The seats are compressed in blocks that do not refer to each other. A version
/// takes each block without a changed seat from the version before: compressing 100,000 seats takes a core for a tenth of a
/// second, and in a busy sale there are ten versions a second.
/// </summary>
internal sealed class GzipSeatMap : SeatMapBody
{
    /// <summary>About 45 KB of text. Smaller blocks compress worse; larger ones cost more at each change.</summary>
    private const int SeatsInBlock = 512;

    // Magic, deflate, no flags, no time, no extra flags, unknown operating system.
    private static readonly byte[] Header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    // An empty last block with fixed codes.
    private static readonly byte[] LastBlock = [0x03, 0x00];

    private readonly SeatStatus[] _statuses;
    private readonly Block[] _blocks;
    private readonly byte[] _head;
    private readonly byte[] _tail;

    /// <param name="text">The texts of the seats.</param>
    /// <param name="version">The map's version.</param>
    /// <param name="statuses">Of all seats; never modified.</param>
    /// <param name="only">Null: all seats.</param>
    /// <param name="before">Any other version with the same filter; null if there is none.</param>
    public GzipSeatMap(SeatMapText text, long version, SeatStatus[] statuses, SeatStatus? only, GzipSeatMap? before)
    {
        var open = Encoding.UTF8.GetBytes(text.Open(version));
        var (checksum, plain, plainLength) = (new Crc32(), new ArrayBufferWriter<byte>(), (uint)(open.Length + SeatMapText.Tail.Length));
        checksum.Append(open);
        _statuses = statuses;
        _blocks = new Block[(statuses.Length + SeatsInBlock - 1) / SeatsInBlock];
        var isFirst = true;
        for (var index = 0; index < _blocks.Length; index++)
        {
            var (start, end, isFirstOfAll) = (index * SeatsInBlock, Math.Min((index + 1) * SeatsInBlock, statuses.Length), isFirst);
            plain.ResetWrittenCount();
            text.RenderSeats(plain, statuses, start, end, only, ref isFirst);
            checksum.Append(plain.WrittenSpan);
            plainLength += (uint)plain.WrittenCount;
            var isUnchanged = before is not null && before._blocks[index].IsFirst == isFirstOfAll
                && statuses.AsSpan(start..end).SequenceEqual(before._statuses.AsSpan(start..end));
            _blocks[index] = isUnchanged ? before!._blocks[index] : new(isFirstOfAll, Deflate(plain.WrittenSpan));
        }

        checksum.Append(SeatMapText.Tail);
        _head = [.. Header, .. Deflate(open)];
        _tail = [.. Deflate(SeatMapText.Tail), .. LastBlock, .. Trailer(checksum.GetCurrentHashAsUInt32(), plainLength)];
        Length = _head.Length + _blocks.Sum(block => (long)block.Deflated.Length) + _tail.Length;
    }

    public override long Length { get; }

    public override IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        yield return _head;
        foreach (var block in _blocks) yield return block.Deflated;
        yield return _tail;
    }

    private static byte[] Deflate(ReadOnlySpan<byte> plain)
    {
        if (plain.IsEmpty) return [];
        using var deflated = new MemoryStream((plain.Length / 8) + 64);
        using var deflate = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true);
        deflate.Write(plain);
        // Ends at a whole byte, so that the next block can follow. Disposing the stream would add a last block.
        deflate.Flush();
        return deflated.ToArray();
    }

    private static byte[] Trailer(uint checksum, uint plainLength)
    {
        var trailer = new byte[sizeof(uint) * 2];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(sizeof(uint)), plainLength);
        return trailer;
    }

    /// <param name="IsFirst">Whether no seat stands before the block: then it begins without a comma.</param>
    private readonly record struct Block(bool IsFirst, byte[] Deflated);
}
