using System.Buffers.Text;

namespace Concert.Bench.Harness;

/// <param name="Body">Valid until the next request on the connection.</param>
/// <param name="Size">Bytes on the wire.</param>
internal readonly record struct RawAnswer(int Status, ReadOnlyMemory<byte> Body, long Size)
{
    /// <summary>A property of a JSON body, as text.</summary>
    public string Text(string property)
    {
        using var json = JsonDocument.Parse(Body);
        return json.RootElement.TryGetProperty(property, out var value)
            ? value.ToString()
            : throw new InvalidOperationException($"{Status} has no {property}: {json.RootElement}");
    }
}

/// <summary>Status line and headers of an answer, in the form in which Kestrel writes them.</summary>
internal sealed record RawHead(int Status, int Size, long BodySize, bool IsChunked)
{
    private const int StatusOffset = 9;
    private const int StatusLength = 3;

    /// <summary>Null: the head has not arrived completely.</summary>
    public static RawHead? TryRead(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var head = received[..(end + 2)];
        if (!Utf8Parser.TryParse(head.Slice(StatusOffset, StatusLength), out int status, out _))
            throw new InvalidDataException("This is not an HTTP/1.1 answer.");
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

/// <summary>A body with <c>Transfer-Encoding: chunked</c>.</summary>
internal static class RawChunks
{
    private const int NewLine = 2;

    /// <summary>Joins the chunks in place and returns the body.</summary>
    /// <param name="received">What follows the head.</param>
    /// <param name="size">Bytes of all chunks. Negative: they have not arrived completely, and nothing was moved.</param>
    public static Memory<byte> TryRead(Memory<byte> received, out int size)
    {
        size = -1;
        var at = 0;
        // Two passes: nothing may be moved before all of it is known to be there.
        while (NextChunk(received.Span, ref at) is var chunk and not 0)
        {
            if (chunk < 0) return default;
        }

        size = at;
        var first = received.Span.IndexOf("\r\n"u8) + NewLine;
        var to = first;
        at = 0;
        while (NextChunk(received.Span, ref at) is var chunk and not 0)
        {
            received.Span.Slice(at - NewLine - chunk, chunk).CopyTo(received.Span[to..]);
            to += chunk;
        }

        return received[first..to];
    }

    /// <summary>The size of the chunk at <paramref name="at"/>, which moves behind it. 0: the last. Negative: it is incomplete.</summary>
    private static int NextChunk(ReadOnlySpan<byte> received, ref int at)
    {
        var line = received[at..].IndexOf("\r\n"u8);
        if (line < 0 || !Utf8Parser.TryParse(received.Slice(at, line), out int size, out _, 'x')) return -1;
        var end = at + line + NewLine + size + NewLine;
        if (end > received.Length) return -1;
        at = end;
        return size;
    }
}
