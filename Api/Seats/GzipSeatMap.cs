using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Concert.Seats;

/// <summary>
/// The map as JSON in one gzip member (RFC 1952). The text of each chunk of seats is compressed on its own. A version takes each
/// chunk without a changed seat from the version before, with its checksum: compressing 100,000 seats takes a core for 10 ms, and in
/// a busy sale there are ten versions a second. Not a member for each chunk: curl 7.88 and Chromium read the first member alone, and
/// show its text as the whole (tried).
/// </summary>
internal sealed class GzipSeatMap : SeatMapBody
{
    // Magic, deflate, no flags, no time, no extra flags, unknown operating system.
    private static readonly byte[] Header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    // An empty last block with fixed codes.
    private static readonly byte[] LastBlock = [0x03, 0x00];

    private static readonly DeflatedSeats End = new(isFirst: false, SeatMapText.Tail);

    private readonly byte[][] _parts;

    /// <param name="text">The texts of the seats.</param>
    /// <param name="version">The map's version.</param>
    /// <param name="statuses">Of all seats.</param>
    /// <param name="only">Null: all seats.</param>
    public GzipSeatMap(SeatMapText text, long version, SeatStatuses statuses, SeatStatus? only)
    {
        var seats = Deflate(text, statuses, only);
        var open = new DeflatedSeats(isFirst: true, Encoding.UTF8.GetBytes(text.Open(version)));
        var (checksum, plainLength) = (open.Checksum.Value, (uint)open.Checksum.Length);
        foreach (var deflated in seats.Append(End))
        {
            checksum = deflated.Checksum.After(checksum);
            plainLength += (uint)deflated.Checksum.Length;
        }

        _parts = new byte[seats.Length + 2][];
        _parts[0] = [.. Header, .. open.Bytes];
        for (var index = 0; index < seats.Length; index++) _parts[index + 1] = seats[index].Bytes;
        _parts[^1] = [.. End.Bytes, .. LastBlock, .. Trailer(checksum, plainLength)];
        Length = _parts.Sum(part => (long)part.Length);
    }

    public override long Length { get; }

    public override IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        foreach (var part in _parts) yield return part;
    }

    // Twice over the chunks: first those that no other reader of the version has begun to compress.
    private static DeflatedSeats[] Deflate(SeatMapText text, SeatStatuses statuses, SeatStatus? only)
    {
        var chunks = statuses.Chunks;
        var plain = new ArrayBufferWriter<byte>();
        var seats = new DeflatedSeats[chunks.Length];
        foreach (var takesAll in new[] { false, true })
        {
            var isFirst = true;
            for (var index = 0; index < chunks.Length; index++)
            {
                var chunk = chunks[index];
                if (seats[index] is null && (takesAll || chunk.IsDeflated(only, isFirst) || chunk.Claim(only)))
                    seats[index] = chunk.Deflate(text, only, isFirst, plain);
                isFirst = isFirst && chunk.CountOf(only) == 0;
            }
        }

        return seats;
    }

    private static byte[] Trailer(uint checksum, uint plainLength)
    {
        var trailer = new byte[sizeof(uint) * 2];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(sizeof(uint)), plainLength);
        return trailer;
    }
}
