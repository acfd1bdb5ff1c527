using System.Text;
using Concert.Model;
using Concert.Wire;

namespace Concert.Generation;

/// <summary>Requests that break HTTP itself. The server may refuse them without an answer of the service, but it must survive them.</summary>
internal static class HttpMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        OfHeader("a byte 0 in a header", "X-Odd", "a\0b"),
        OfHeader("a control character in a header", "X-Odd", "a\u0001b", "\u007f", "\u001b[31m"),
        OfHeader("a header over the limit", "X-Long", new string('x', 40_000)),
        OfHeader("a name of a header with a space", "X Odd", "1"),
        OfHeader("a name of a header with odd bytes", "X-\u00e9", "1"),
        OfHeader("an empty name of a header", "", "1"),
        OfHeader("a folded header", "X-Odd", "a\r\n b"),
        OfHeader("a header that ends with LF", "X-Odd", "a\nX-Other: b"),
        OfHeader("another host", "Host", "evil.example", "", "a b", "[::1", "127.0.0.1:99999", "a/b"),
        OfHeader("two hosts", "Host", "a\r\nHost: b"),
        Http("more than 100 headers", draft => draft.Headers.AddRange(Enumerable.Range(0, 150).Select(n => new RawHeader($"X-Many-{n}", "1")))),
        Http("another version of HTTP", draft => draft.Version = "HTTP/2.0"),
        Http("a version of HTTP that is none", draft => draft.Version = "HTTP/x"),
        Http("no version of HTTP", draft => draft.Version = ""),
        // A stream that only the end of the connection ends has no first event to wait for.
        new("HTTP/1.0", draft => !draft.Operation.IsStream, (draft, _) => draft.Version = "HTTP/1.0"),
        OfLength("a length that is too large", bytes => $"{bytes.Length + 10}", isIncomplete: true),
        OfLength("a length that is negative", _ => "-1"),
        OfLength("a length that is no number", _ => "ten"),
        OfLength("a length beyond 64 bits", _ => "99999999999999999999"),
        OfLength("two lengths", bytes => $"{bytes.Length}\r\nContent-Length: {bytes.Length + 1}"),
        OfLength("a length and chunks", bytes => $"{bytes.Length}\r\nTransfer-Encoding: chunked"),
        OfTransfer("an unknown transfer", "gzip", "identity", "x", ""),
        OfTransfer("chunks of chunks", "chunked, chunked", "gzip, chunked", "chunked\r\nTransfer-Encoding: gzip"),
        OfChunks("a chunk without a length", "x\r\n{}\r\n0\r\n\r\n"),
        OfChunks("a chunk that is cut", "ff\r\n{", isIncomplete: true),
        OfChunks("a chunk of a huge length", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        OfChunks("a chunk with a negative length", "-1\r\n{}\r\n0\r\n\r\n"),
        OfChunks("a chunk that is longer than it says", "1\r\n{}\r\n0\r\n\r\n"),
        OfChunks("chunks without an end", "2\r\n{}\r\n", isIncomplete: true),
    ];

    private static Mutation OfHeader(string mutation, string name, params string[] values) => new(mutation, _ => true, (draft, step) =>
    {
        draft.Headers.Add(new(name, step.Pick(values)));
        Break(draft);
    });

    private static Mutation Http(string name, Action<Draft> change) => new(name, _ => true, (draft, _) =>
    {
        change(draft);
        Break(draft);
    });

    private static Mutation OfLength(string name, Func<byte[], string> length, bool isIncomplete = false) => new(name, draft => draft.Operation.Body is not null, (draft, _) =>
    {
        draft.Bytes = Encoding.UTF8.GetBytes(draft.Body!.ToJsonString());
        draft.Headers.Add(new("Content-Length", length(draft.Bytes)));
        Break(draft);
        draft.EndsSending = isIncomplete;
    });

    private static Mutation OfTransfer(string name, params string[] values) => new(name, draft => draft.Operation.Body is not null, (draft, step) =>
    {
        draft.Bytes = Encoding.UTF8.GetBytes(draft.Body!.ToJsonString());
        draft.Bytes = [.. Encoding.ASCII.GetBytes($"{draft.Bytes.Length:x}\r\n"), .. draft.Bytes, .. "\r\n0\r\n\r\n"u8];
        draft.Headers.Add(new("Transfer-Encoding", step.Pick(values)));
        Break(draft);
    });

    private static Mutation OfChunks(string name, string chunks, bool isIncomplete = false) => new(name, draft => draft.Operation.Body is not null, (draft, _) =>
    {
        draft.Bytes = Encoding.ASCII.GetBytes(chunks);
        draft.Headers.Add(new("Transfer-Encoding", "chunked"));
        Break(draft);
        (draft.EndsSending, draft.Expected) = (isIncomplete, Expectation.Refusal);
    });

    private static void Break(Draft draft)
    {
        if (draft.Headers.Exists(header => header.Name is "Content-Length" or "Transfer-Encoding")) draft.Framing = Framing.Own;
        (draft.IsMalformedHttp, draft.IsElsewhere) = (true, true);
        draft.Expected = Expectation.Anything;
    }
}
