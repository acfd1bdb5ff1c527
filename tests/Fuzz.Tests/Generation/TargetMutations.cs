using Concert.Model;

namespace Concert.Generation;

/// <summary>Addresses that are nearly those of an operation, and methods that it does not have.</summary>
internal static class TargetMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        // The same address for the service: the answer must be the same.
        new("a slash at the end", draft => draft.Query.Count == 0, (draft, _) => draft.Target = $"{draft.PlainTarget}/"),
        new("an address in other letters", draft => draft.PathValues.Count == 0 && draft.Query.Count == 0, (draft, _) => draft.Target = draft.PlainTarget.ToUpperInvariant()),
        new("an encoded address", draft => draft.Query.Count == 0, (draft, step) => draft.Target = Encode(draft.PlainTarget, step)),
        // The server resolves dots, as RFC 3986 says.
        new("dots", draft => draft.Query.Count == 0, (draft, step) =>
            draft.Target = step.Pick($"/v1/..{draft.PlainTarget}", $"/x/..{draft.PlainTarget}", $"/%2e%2e{draft.PlainTarget}", $"/.{draft.PlainTarget}")),
        new("an empty query", draft => draft.Query.Count == 0, (draft, _) => draft.Target = $"{draft.PlainTarget}?"),
        new("a fragment", draft => draft.Query.Count == 0, (draft, _) =>
        {
            draft.Target = $"{draft.PlainTarget}#x";
            (draft.Expected, draft.IsElsewhere, draft.IsMalformedHttp) = (Expectation.Anything, true, true);
        }),
        Elsewhere("two slashes", (target, _) => target.Replace("/", "//", StringComparison.Ordinal)),
        Elsewhere("one more segment", (target, step) => $"{target}/{step.Pick("x", "..", "%2e%2e", "%2F", "seats", "current", "admin", "{id}")}"),
        Elsewhere("one segment less", (target, _) => target[..Math.Max(1, target.LastIndexOf('/'))]),
        Elsewhere("dots to another address", (_, step) => step.Pick(
            "/v1/wallet/../reservations/x", "/v1/wallet/%2e%2e/none", "/..%2f..%2fetc/passwd", "/....//....//etc/passwd", "/v1/wallet/..;/users")),
        Elsewhere("another version", (target, step) => step.Pick(
            target.Replace("/v1", "/v2", StringComparison.Ordinal), target.Replace("/v1", "", StringComparison.Ordinal))),
        Elsewhere("a parameter of the path", (target, _) => $"{target};jsessionid=1"),
        Elsewhere("an encoded slash", (target, _) => $"/{target[1..].Replace("/", "%2F", StringComparison.Ordinal)}"),
        Elsewhere("odd characters", (target, step) => target + Nasty.Percent(step.Pick(
            Nasty.Texts.Where(text => text.Length is > 0 and < 200 && !text.Contains('\0', StringComparison.Ordinal)).ToList()))),
        Elsewhere("an encoding that is none", (target, step) => $"{target}{step.Pick("%", "%zz", "%u0041", "%f", "%ff", "%c0%af", "%ed%a0%80", "%%")}"),
        Elsewhere("files", (_, step) => step.Pick(
            "/.env", "/.git/config", "/wwwroot/index.html", "/appsettings.json", "/web.config", "/assets/../appsettings.json",
            "/assets/%2e%2e/x", "/robots.txt", "/actuator/health", "/swagger", "/v1", "/v1/", "/")),
        Elsewhere("a long address", (target, _) => $"{target}/{new string('a', 6_000)}"),
        Malformed("an address over the limit", draft => $"{draft.PlainTarget}/{new string('a', 9_000)}"),
        Malformed("a byte 0 in the address", draft => $"{draft.PlainTarget}%00"),
        Malformed("a raw odd byte in the address", draft => $"{draft.PlainTarget}\u00ff"),
        Malformed("a raw control character in the address", draft => $"{draft.PlainTarget}\u0001"),
        Malformed("a space in the address", draft => $"{draft.PlainTarget} x"),
        Malformed("a whole address", draft => $"http://example.com{draft.PlainTarget}"),
        Malformed("no address", _ => ""),
        Malformed("an address without a slash", draft => draft.PlainTarget[1..]),
        Malformed("a star", _ => "*"),
        OfMethod("another method", "PUT", "PATCH", "TRACE", "BREW", "PROPFIND", "QUERY"),
        // Methods are the same in small letters for ASP.NET Core, so the call is the same.
        new("a method in small letters", _ => true, (draft, _) => draft.Method = draft.Operation.Method.ToLowerInvariant()),
        OfMethod("OPTIONS", "OPTIONS"),
        // The status and the headers of GET, so the expectation is that of GET.
        new("HEAD", draft => draft.Operation.IsRead, (draft, _) => draft.Method = "HEAD"),
        new("a method that is overridden", draft => draft.Operation.IsRead, (draft, step) =>
            draft.Headers.Add(new(step.Pick("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"), "DELETE"))),
        new("a method that is malformed", _ => true, (draft, step) =>
        {
            draft.Method = step.Pick("", "G ET", "GET\t", "P\u00f6ST", "\u0001", new string('A', 300), "CONNECT");
            (draft.IsElsewhere, draft.IsMalformedHttp, draft.Expected) = (true, true, Expectation.Refusal);
        }),
    ];

    private static Mutation Elsewhere(string name, Func<string, StepContext, string> change) => new(name, draft => draft.Query.Count == 0, (draft, step) =>
    {
        draft.Target = change(draft.PlainTarget, step);
        // A read may find another page. A command must not find another address to have its effect at.
        (draft.IsElsewhere, draft.Expected) = (true, draft.Operation.IsRead ? Expectation.Anything : Expectation.Refusal);
    });

    private static Mutation Malformed(string name, Func<Draft, string> target) => new(name, draft => draft.Query.Count == 0, (draft, _) =>
    {
        draft.Target = target(draft);
        (draft.IsElsewhere, draft.IsMalformedHttp, draft.Expected) = (true, true, Expectation.Refusal);
    });

    private static Mutation OfMethod(string name, params string[] methods) => new(name, draft => draft.Body is null, (draft, step) =>
        (draft.Method, draft.IsElsewhere, draft.Expected) = (step.Pick(methods), true, Expectation.Refusal));

    // Percent-encodes one letter, which means the same letter.
    private static string Encode(string target, StepContext step)
    {
        // An id has another number of letters in each run, and the choice must not depend on it.
        var end = target.IndexOf('/', "/v1/".Length);
        var letters = Enumerable.Range(0, end < 0 ? target.Length : end)
            .Where(index => char.IsAsciiLetter(target[index]) && !target[Math.Max(0, index - 2)..index].Contains('%', StringComparison.Ordinal))
            .ToList();
        var at = step.Pick(letters);
        return $"{target[..at]}%{(int)target[at]:X2}{target[(at + 1)..]}";
    }
}
