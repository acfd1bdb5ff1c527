using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Concert.Model;

namespace Concert.Generation;

/// <summary>Bodies that are no JSON, no UTF-8, of another type, compressed, or too large.</summary>
internal static class BodyMutations
{
    private const int MaxBytes = 64 * 1024;

    private static readonly Expectation Invalid = Expectation.Code("invalid_request");
    private static readonly Expectation Unsupported = Expectation.Code("unsupported_media_type");
    private static readonly Expectation Refused = Expectation.Code("invalid_request", "unsupported_media_type");

    public static IReadOnlyList<Mutation> All { get; } =
    [
        OfText("a comma at the end", text => $"{text[..^1]},}}"),
        OfText("a comment", text => $"/* x */{text}"),
        // An object without fields has no quotes.
        OfText("single quotes", text => text.Replace('"', '\'')) with { Fits = draft => HasBody(draft) && draft.Body!.Count > 0 },
        OfText("a body that is cut", text => text[..^1]),
        OfText("something after the body", text => $"{text}{text}"),
        OfText("a byte 0 after the body", text => $"{text}\0"),
        OfText("a list around the body", text => $"[{text}]"),
        OfText("a text", text => JsonValue.Create(text).ToJsonString()),
        OfText("null", _ => "null"),
        OfText("white space", _ => " \r\n\t "),
        new("an object without fields", draft => HasBody(draft) && !IsOptional(draft), (draft, _) => Set(draft, "{}"u8.ToArray(), Invalid)),
        new("an object without its optional fields", draft => HasBody(draft) && IsOptional(draft), (draft, _) => draft.Bytes = "{}"u8.ToArray()),
        new("a body that is left out", draft => HasBody(draft) && !NeedsBody(draft), (draft, _) => draft.Body = null),
        OfText("a list", _ => "[]"),
        OfText("white space that JSON does not have", text => $"\u00a0{text}\u3000"),
        OfText("records", text => $"\u001e{text}\n"),
        OfBytes("an invalid byte", Invalid, bytes => [.. bytes[..^2], 0xff, .. bytes[^2..]]),
        OfBytes("half of a character in UTF-8", Invalid, bytes => [.. "{\""u8, 0xed, 0xa0, 0x80, .. "\":1,"u8, .. bytes[1..]]),
        OfBytes("a longer form of a character", Invalid, bytes => [.. "{\""u8, 0xc0, 0xaf, .. "\":1,"u8, .. bytes[1..]]),
        OfBytes("UTF-16", Invalid, bytes => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))),
        OfBytes("gzip that is not declared", Invalid, Gzip),
        OfBytes("random bytes", Invalid, bytes => [.. bytes.Select((b, index) => (byte)((b * 31) + (index * 17)))]),
        // A reader may skip the mark or refuse it.
        // Where it is accepted, the body means the same.
        new("a byte order mark", HasBody, (draft, _) => (draft.Bytes, draft.Expected) = ([0xef, 0xbb, 0xbf, .. BytesOf(draft)], Expectation.Anything)),
        new("an empty body", NeedsBody, (draft, _) => Set(draft, [], Refused)),
        new("no body at all", NeedsBody, (draft, _) => (draft.Body, draft.Expected) = (null, Refused)),
        new("white space around the body", HasBody, (draft, step) =>
            draft.Bytes = Encoding.UTF8.GetBytes($"{new string(' ', step.Random.Next(1, 1_000))}{draft.Body!.ToJsonString()}\r\n\t")),
        // Kestrel counts the lines between chunks as well.
        new("a body of exactly 64 KiB", HasBody, (draft, _) => (draft.Bytes, draft.Framing) = (Padded(draft, MaxBytes), Wire.Framing.ContentLength)),
        new("a body over 64 KiB", HasCommonLimit, (draft, step) => Set(draft, Padded(draft, MaxBytes + step.Pick(1, 1_000, 40_000)), Expectation.Code("payload_too_large"))),
        new("a body over 64 KiB in chunks", HasCommonLimit, (draft, _) =>
        {
            Set(draft, Padded(draft, MaxBytes + 5_000), Expectation.Code("payload_too_large"));
            draft.Framing = Wire.Framing.Chunked;
        }),
        OfType("no content type", [null]),
        OfType("a content type that is no JSON", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/xml", "text/html", "*/*", "application/octet-stream"),
        OfType("a content type that is malformed", "json", "application/", "/json", "application/json;;;", ";", "application/json/json", "application json"),
        OfType("another charset", "application/json; charset=utf-16", "application/json; charset=euc-kr", "application/json; charset=iso-8859-1",
            "application/json; charset=utf-7", "application/json; charset=x"),
        new("a content type in other letters", HasBody, (draft, step) => draft.ContentType = step.Pick(
            "Application/JSON", "application/json; charset=\"UTF-8\"", "application/json;charset=utf-8", "application/json; x=y", " application/json ")),
        new("a content type of a JSON format", HasBody, (draft, step) => (draft.ContentType, draft.Expected) = (
            step.Pick("application/problem+json", "application/vnd.api+json", "text/json", "application/json-patch+json"), Expectation.Anything)),
        new("two content types", HasBody, (draft, _) =>
        {
            draft.Headers.Add(new("Content-Type", "text/plain"));
            draft.Expected = Expectation.Anything;
        }),
        new("a compressed body", HasBody, (draft, step) =>
        {
            draft.Headers.Add(new("Content-Encoding", step.Pick("gzip", "GZIP", "br", "deflate", "gzip, gzip", "x")));
            Set(draft, Gzip(BytesOf(draft)), Refused);
        }),
        new("a body that only says it is compressed", HasBody, (draft, _) =>
        {
            draft.Headers.Add(new("Content-Encoding", "gzip"));
            draft.Expected = Expectation.Anything;
        }),
        new("a body where none belongs", draft => draft.Operation.Body is null && !draft.Operation.IsRead, (draft, step) =>
        {
            draft.Body = null;
            draft.Bytes = Encoding.UTF8.GetBytes(step.Pick("{\"x\":1}", "[]", "null", "{", "0", "\"\"", "{}{}", "\0"));
            // A delete has no use for a body, and ignores it.
            draft.Expected = draft.Operation.Method == "DELETE" ? null : Invalid;
        }),
        new("a body on a read", draft => draft.Operation.IsRead, (draft, step) => draft.Bytes = Encoding.UTF8.GetBytes(step.Pick("{}", "x", "{\"limit\":1}"))),
    ];

    // Every field of these is optional.
    private static bool IsOptional(Draft draft) => draft.Operation.Id is "ConfigureQueue" or "JoinQueue";

    // The whole body of the other one is.
    private static bool NeedsBody(Draft draft) => HasBody(draft) && draft.Operation.Id != "JoinQueue";

    // A concert may have some hundred dates.
    private static bool HasCommonLimit(Draft draft) => HasBody(draft) && draft.Operation.Id != "CreateConcert";

    private static bool HasBody(Draft draft) => draft.Body is not null && draft.Operation.Body is not null;

    private static Mutation OfText(string name, Func<string, string> change) =>
        OfBytes(name, Invalid, bytes => Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(bytes))));

    private static Mutation OfBytes(string name, Expectation expected, Func<byte[], byte[]> change) =>
        new(name, HasBody, (draft, _) => Set(draft, change(BytesOf(draft)), expected));

    private static Mutation OfType(string name, params string?[] types) => new(name, HasBody, (draft, step) =>
        (draft.ContentType, draft.Expected) = (step.Pick(types), Unsupported));

    private static byte[] BytesOf(Draft draft) => Encoding.UTF8.GetBytes(draft.Body!.ToJsonString());

    private static void Set(Draft draft, byte[] bytes, Expectation expected) => (draft.Bytes, draft.Expected, draft.Body) = (bytes, expected, null);

    private static byte[] Padded(Draft draft, int count)
    {
        var bytes = BytesOf(draft);
        return [.. bytes, .. Enumerable.Repeat((byte)' ', count - bytes.Length)];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest)) gzip.Write(bytes);
        return result.ToArray();
    }
}
