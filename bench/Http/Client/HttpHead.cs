using System.Buffers.Text;

namespace Concert.Bench.Http;

/// <summary>What came back: <see cref="Body"/> is good until the connection's next request.</summary>
/// <param name="Size">Bytes on the wire.</param>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body, long Size);

/// <summary>An answer's status and how its body ends: as Kestrel writes them.</summary>
internal sealed record HttpHead(int Status, int Size, long BodySize, bool IsChunked)
{
    private const int StatusOffset = 9;

    private const int StatusLength = 3;

    /// <summary>The head, where it is there whole.</summary>
    public static HttpHead? TryRead(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var head = received[..(end + 2)];
        if (!Utf8Parser.TryParse(head.Slice(StatusOffset, StatusLength), out int status, out _))
            throw new InvalidDataException("This is no HTTP/1.1 answer.");
        var isChunked = head.IndexOf("\r\nTransfer-Encoding: chunked\r\n"u8) >= 0;
        return new(status, end + 4, isChunked ? 0 : LengthIn(head), isChunked);
    }

    private static long LengthIn(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out long length, out _) ? length : 0;
    }
}

/// <summary>A body in chunks.</summary>
internal static class HttpChunks
{
    private static readonly byte[] NewLine = [(byte)'\r', (byte)'\n'];

    /// <summary>The body, moved together in place where it came in several chunks.</summary>
    /// <param name="received">What follows the head.</param>
    /// <param name="size">How much of it the body took; negative: it is not there whole, and nothing was moved.</param>
    public static Memory<byte> TryRead(Memory<byte> received, out int size)
    {
        var length = 0;
        size = -1;
        var at = 0;
        // Twice: nothing may be moved before all of it is known to be there.
        while (NextChunk(received.Span, ref at) is var chunk and not 0)
        {
            if (chunk < 0) return default;
            length += chunk;
        }

        size = at;
        var first = received.Span.IndexOf(NewLine) + NewLine.Length;
        if (length == 0) return default;
        MoveTogether(received, first);
        return received.Slice(first, length);
    }

    private static void MoveTogether(Memory<byte> received, int first)
    {
        var (at, to) = (0, first);
        while (NextChunk(received.Span, ref at) is var chunk and not 0)
        {
            received.Span.Slice(at - NewLine.Length - chunk, chunk).CopyTo(received.Span[to..]);
            to += chunk;
        }
    }

    /// <summary>The size of the chunk at <paramref name="at"/>, which moves behind it; 0: the last; negative: not all of it is there.</summary>
    private static int NextChunk(ReadOnlySpan<byte> received, ref int at)
    {
        var line = received[at..].IndexOf(NewLine);
        if (line < 0 || !Utf8Parser.TryParse(received.Slice(at, line), out int size, out _, 'x')) return -1;
        var end = at + line + NewLine.Length + size + NewLine.Length;
        if (end > received.Length) return -1;
        at = end;
        return size;
    }
}
