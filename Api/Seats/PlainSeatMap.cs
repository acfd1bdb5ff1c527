using System.Buffers;
using System.Text;

namespace Concert.Seats;

/// <summary>
/// The map as JSON. It is not stored as text: a client that reads slowly keeps its version in memory, and the statuses of 100,000
/// seats are 100 KB where their text is 9 MB.
/// </summary>
internal sealed class PlainSeatMap(SeatMapText text, long version, SeatStatuses statuses, SeatStatus? only) : SeatMapBody
{
    private readonly byte[] _head = Encoding.UTF8.GetBytes(text.Open(version));

    public override long Length { get; } = text.LengthOf(version, statuses, only);

    public override IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        yield return _head;
        var slice = new ArrayBufferWriter<byte>();
        var (isFirst, seatsInSlice, chunkCount) = (true, text.SeatsInSlice, statuses.Chunks.Length);
        for (var at = 0; at < chunkCount; at++)
        {
            var chunk = statuses.Chunks[at];
            for (var start = 0; start < chunk.CountOf(only: null); start += seatsInSlice)
            {
                slice.ResetWrittenCount();
                var seats = chunk.Statuses[start..Math.Min(start + seatsInSlice, chunk.Statuses.Length)];
                text.RenderSeats(slice, chunk.Start + start, seats, only, ref isFirst);
                yield return slice.WrittenMemory;
            }
        }

        yield return SeatMapText.Tail;
    }
}
