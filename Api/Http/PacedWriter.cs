using System.IO.Pipelines;

namespace Concert.Http;

/// <summary>
/// Writes a response no faster than its client reads. Kestrel copies a whole write into its own buffers before it waits for the
/// client: 240 clients that asked for a map of 9 MB and read nothing once took 2 GB. So a large write goes out in slices, each of
/// which waits for the socket. The response of a client that accepts no bytes for <paramref name="limit"/> is cut.
/// </summary>
/// <param name="inner">Kestrel's writer.</param>
/// <param name="limit">How long one slice may wait for the client.</param>
/// <param name="time">The gateway's clock.</param>
/// <param name="cut">Aborts the connection, or the stream of an HTTP/2 connection.</param>
internal sealed class PacedWriter(PipeWriter inner, TimeSpan limit, TimeProvider time, Action cut) : PipeWriter
{
    /// <summary>With the 64 KB that Kestrel buffers before it waits, a client that does not read costs at most 80 KB.</summary>
    internal const int SliceBytes = 16 * 1024;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        InTime(inner.FlushAsync(cancellationToken));

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        source.Length <= SliceBytes
            ? InTime(inner.WriteAsync(source, cancellationToken))
            : WriteSlicesAsync(source, cancellationToken);

    private async ValueTask<FlushResult> WriteSlicesAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        while (true)
        {
            var slice = source[..Math.Min(SliceBytes, source.Length)];
            var flushed = await InTime(inner.WriteAsync(slice, cancellationToken));
            source = source[slice.Length..];
            // Completed: nobody reads the rest.
            if (source.IsEmpty || flushed.IsCompleted || flushed.IsCanceled) return flushed;
        }
    }

    private ValueTask<FlushResult> InTime(ValueTask<FlushResult> flush) =>
        flush.IsCompleted ? flush : InTimeAsync(flush.AsTask());

    private async ValueTask<FlushResult> InTimeAsync(Task<FlushResult> flush)
    {
        try
        {
            return await flush.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            cut();
            // Kestrel completes the flush of an aborted connection.
            return await flush;
        }
    }
}
