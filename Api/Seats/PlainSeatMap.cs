using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Concert.Seats;

/// <summary>
/// The map as JSON. It is not stored as text: a client that reads slowly keeps its version in memory, and the statuses of 100,000
/// seats are 100 KB where their text is 9 MB.
/// </summary>
internal sealed class PlainSeatMap(SeatMapText text, long version, SeatStatus[] statuses, SeatStatus? only) : SeatMapBody
{
    /// <summary>About 12 KB of text.</summary>
    private const int SeatsAtOnce = 128;

    private readonly byte[] _head = Encoding.UTF8.GetBytes(text.Open(version));

    public override long Length { get; } = text.LengthOf(version, statuses, only);

    public override async Task WriteAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        var slice = new ArrayBufferWriter<byte>();
        slice.Write(_head);
        var isFirst = true;
        for (var start = 0; start < statuses.Length; start += SeatsAtOnce)
        {
            text.RenderSeats(slice, statuses, start, Math.Min(start + SeatsAtOnce, statuses.Length), only, ref isFirst);
            var flushed = await body.WriteAsync(slice.WrittenMemory, cancellationToken);
            if (flushed.IsCompleted) return;
            slice.ResetWrittenCount();
        }

        await body.WriteAsync(SeatMapText.Tail, cancellationToken);
    }
}
