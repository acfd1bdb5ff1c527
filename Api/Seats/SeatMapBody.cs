using System.Buffers;
using System.IO.Pipelines;
using Concert.Http;

namespace Concert.Seats;

/// <summary>The text of one version of a seat map, for any number of readers.</summary>
internal abstract class SeatMapBody
{
    // Enough for few system calls, and as little as a client that does not read may cost.
    internal const int SliceBytes = PacedWriter.SliceBytes;

    public abstract long Length { get; }

    /// <summary>Writes no faster than <paramref name="body"/> takes it. Stops early when nobody reads the rest.</summary>
    public async Task WriteAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        var unflushed = 0;
        foreach (var part in Parts())
        {
            if (unflushed + part.Length > SliceBytes && unflushed > 0)
            {
                var flushed = await body.FlushAsync(cancellationToken);
                if (flushed.IsCompleted) return;
                unflushed = 0;
            }

            body.Write(part.Span);
            unflushed += part.Length;
        }

        await body.FlushAsync(cancellationToken);
    }

    /// <summary>The text, in parts of some kilobytes. A part may be overwritten by the next.</summary>
    public abstract IEnumerable<ReadOnlyMemory<byte>> Parts();
}
