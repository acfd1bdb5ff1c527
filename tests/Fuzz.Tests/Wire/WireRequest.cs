using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Concert.Wire;

/// <summary>How a request says where its body ends.</summary>
internal enum Framing
{
    ContentLength,
    Chunked,

    /// <summary>The headers of the request say it, right or wrong, or do not say it.</summary>
    Own,
}

internal sealed record RawHeader(string Name, string Value);

/// <summary>
/// A request as bytes: each character of its head is one byte, so that a test can send what no HTTP client lets it send.
/// </summary>
internal sealed record WireRequest(string Method, string Target)
{
    private const int ChunkBytes = 1000;

    public string Version { get; init; } = "HTTP/1.1";

    public ImmutableList<RawHeader> Headers { get; init; } = [];

    public byte[]? Body { get; init; }

    public Framing Framing { get; init; }

    /// <summary>True if the client sends nothing more after this request, although the request may be incomplete.</summary>
    public bool EndsSending { get; init; }

    /// <summary>True if the client closes the connection after the response: the two may disagree on where the request ended.</summary>
    public bool ClosesAfter { get; init; }

    public WireRequest With(string name, string value) => this with { Headers = Headers.Add(new(name, value)) };

    public WireRequest Without(string name) =>
        this with { Headers = Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) };

    /// <summary>Replaces the header, or adds it.</summary>
    public WireRequest Set(string name, string value) => Without(name).With(name, value);

    public string? Header(string name) =>
        Headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    public byte[] ToBytes(string host)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{Method} {Target} {Version}\r\n");
        if (Header("Host") is null) head.Append(CultureInfo.InvariantCulture, $"Host: {host}\r\n");
        foreach (var (name, value) in Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (Framing is Framing.ContentLength && (Body is not null || Method.ToUpperInvariant() is "POST" or "PUT" or "PATCH"))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body?.Length ?? 0}\r\n");
        if (Framing is Framing.Chunked) head.Append("Transfer-Encoding: chunked\r\n");
        head.Append("\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Framing is Framing.Chunked ? Chunks() : Body ?? []];
    }

    /// <summary>A command line that sends the same bytes.</summary>
    public string ToCommandLine(string host)
    {
        var text = new StringBuilder();
        foreach (var b in ToBytes(host))
        {
            text.Append(b switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\\' => "\\\\",
                (byte)'\'' => "\\x27",
                (byte)'%' => "%%",
                >= 0x20 and < 0x7f => ((char)b).ToString(),
                _ => $"\\x{b:x2}",
            });
        }

        return $"printf '{text}' | nc -N {host.Replace(':', ' ')}";
    }

    private IEnumerable<byte> Chunks()
    {
        var chunks = (Body ?? []).Chunk(ChunkBytes).SelectMany(chunk =>
            (IEnumerable<byte>)[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]);
        return chunks.Concat("0\r\n\r\n"u8.ToArray());
    }
}
