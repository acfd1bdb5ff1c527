using System.IO.Pipelines;

namespace Concert.Http;

/// <summary>
/// Writes a response no faster than its client reads. Kestrel copies a whole write into its own buffers before it waits for the
/// client: 240 clients that asked for a map of 9 MB and read nothing once took 2 GB. So a large write goes out in slices, each of
/// which waits for the socket. The response of a client that accepts no bytes for <paramref name="limit"/>, or that takes much longer
/// than <see cref="MinBytesPerSecond"/> allows, is cut.
/// </summary>
/// <param name="inner">Kestrel's writer.</param>
/// <param name="limit">How long one slice may wait for the client.</param>
/// <param name="time">The gateway's clock.</param>
/// <param name="cut">Aborts the connection, or the stream of an HTTP/2 connection.</param>
internal sealed class PacedWriter(PipeWriter inner, TimeSpan limit, TimeProvider time, Action cut) : PipeWriter
{
    /// <summary>With the 64 KB that Kestrel buffers before it waits, a client that does not read costs at most 80 KB.</summary>
    internal const int SliceBytes = 16 * 1024;

    /// <summary>
    /// The least rate of a client that makes the gateway wait, after <see cref="Grace"/>. Each response keeps its version of a seat map
    /// in memory: a client that accepts a few bytes from time to time could keep one for hours.
    /// </summary>
    internal const int MinBytesPerSecond = 16 * 1024;

    /// <summary>How long a response may wait in all, beyond the time that its bytes take at <see cref="MinBytesPerSecond"/>.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private long _byteCount;
    private TimeSpan _waited;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes)
    {
        _byteCount += bytes;
        inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        InTime(inner.FlushAsync(cancellationToken));

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        source.Length <= SliceBytes ? WriteSliceAsync(source, cancellationToken) : WriteSlicesAsync(source, cancellationToken);

    private ValueTask<FlushResult> WriteSliceAsync(ReadOnlyMemory<byte> slice, CancellationToken cancellationToken)
    {
        _byteCount += slice.Length;
        return InTime(inner.WriteAsync(slice, cancellationToken));
    }

    private async ValueTask<FlushResult> WriteSlicesAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        while (true)
        {
            var slice = source[..Math.Min(SliceBytes, source.Length)];
            var flushed = await WriteSliceAsync(slice, cancellationToken);
            source = source[slice.Length..];
            // Completed: nobody reads the rest.
            if (source.IsEmpty || flushed.IsCompleted || flushed.IsCanceled) return flushed;
        }
    }

    private ValueTask<FlushResult> InTime(ValueTask<FlushResult> flush) =>
        flush.IsCompleted ? flush : InTimeAsync(flush.AsTask());

    private async ValueTask<FlushResult> InTimeAsync(Task<FlushResult> flush)
    {
        var began = time.GetTimestamp();
        // Only the time in which the gateway waits counts: a stream that is quiet for hours waits for nobody.
        var left = Grace + TimeSpan.FromSeconds((double)_byteCount / MinBytesPerSecond) - _waited;
        try
        {
            var flushed = await flush.WaitAsync(left > limit ? limit : left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            _waited += time.GetElapsedTime(began);
            return flushed;
        }
        catch (TimeoutException)
        {
            cut();
            // Kestrel completes the flush of an aborted connection.
            return await flush;
        }
    }
}
