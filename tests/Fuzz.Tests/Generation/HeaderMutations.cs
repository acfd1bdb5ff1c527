using Concert.Model;
using Concert.Wire;

namespace Concert.Generation;

/// <summary>Headers that the service does not need. Most of them must change nothing.</summary>
internal static class HeaderMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        Ignored("another Accept", "Accept", "text/html", "application/xml", "*/*;q=0", "", "application/json;q=x", "\u00ff"),
        Ignored("another Accept-Encoding", "Accept-Encoding", "br", "zstd", "identity;q=0", "gzip;q=0", "*;q=0", "gzip;q=2", "x", ""),
        Ignored("a language", "Accept-Language", "ko", "xx-YY;q=9", "*", "\u00ff"),
        Ignored("a range", "Range", "bytes=0-1", "bytes=-1", "bytes=9-1", "seats=1-2", "x"),
        Ignored("a forwarded address", "X-Forwarded-For", "203.0.113.9", "1.1.1.1, 2.2.2.2", "unknown", "::1", "x", "", "\u00ff"),
        Ignored("a forwarded scheme", "X-Forwarded-Proto", "https", "javascript", ""),
        Ignored("a forwarded header", "Forwarded", "for=203.0.113.9;proto=https;host=evil.example", "for=\"[::1]\"", "x"),
        Ignored("a forwarded prefix", "X-Forwarded-Prefix", "/admin", "//evil.example"),
        Ignored("an origin", "Origin", "https://evil.example", "null", "x", ""),
        Ignored("cookies", "Cookie", "a=b", "accessToken=x; Admin-Key=y", ";;;", new string('c', 4_000)),
        Ignored("a rewritten address", "X-Original-URL", "/admin", "/v1/figures"),
        Ignored("a condition on dates", "If-Modified-Since", "Mon, 01 Mar 2027 12:00:00 GMT", "x", ""),
        Ignored("another If-Match", "If-Match", "*", "\"x\"", "x"),
        Ignored("a trace", "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-0-0-0", "x", "", new string('0', 600)),
        Ignored("baggage", "baggage", "a=b", new string('b', 8_000), "%", "\u00ff"),
        Ignored("a request id", "X-Request-Id", "abc", "", new string('r', 2_000), "\u00ff", "a b", "<script>"),
        Ignored("an expectation", "Expect", "100-continue"),
        Ignored("an upgrade", "Upgrade", "h2c", "websocket", "x"),
        Ignored("a proxy's header", "Proxy-Authorization", "Basic YTpi"),
        new("another tag", draft => draft.Operation.Has("If-None-Match"), (draft, step) =>
        {
            draft.SetHeader("If-None-Match", step.Pick("*", "\"x\"", "W/\"1\"", "x", "", "\"1\", \"2\"", "\"", "\u00ff", new string('"', 500)));
            draft.Expected = Expectation.Status(200, 304);
        }),
        new("an odd value of a header", draft => draft.Operation.Parameters.Any(IsProof), (draft, step) =>
        {
            draft.SetHeader(step.Pick(draft.Operation.Parameters.Where(IsProof).ToList()).Name, step.Pick(Nasty.HeaderValues));
            draft.Expected = Expectation.Anything;
        }),
        new("a long header", _ => true, (draft, _) => draft.Headers.Add(new("X-Long", new string('x', 20_000)))),
        new("many headers", _ => true, (draft, _) => draft.Headers.AddRange(Enumerable.Range(0, 80).Select(n => new RawHeader($"X-Many-{n}", "1")))),
    ];

    private static bool IsProof(Contract.ApiParameter parameter) => parameter.Place == "header" && parameter.Name is not "If-None-Match";

    private static Mutation Ignored(string mutation, string name, params string[] values) => new(mutation, _ => true, (draft, step) =>
    {
        draft.SetHeader(name, step.Pick(values));
        if (name is "Upgrade") draft.Headers.Add(new("Connection", "Upgrade"));
    });
}
