using System.Buffers;
using Concert.Problems;

namespace Concert.Http;

/// <summary>The name of one request, in the answer's <c>X-Request-Id</c> and in the log.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 128;

    // Nothing that could end a log line, or that needs quotes in one.
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+=");

    /// <summary>
    /// The id that the client or the balancer sent, if it can be one. Otherwise the id of the trace, which an error has as
    /// <c>traceId</c>.
    /// </summary>
    public static string Of(HttpContext context)
    {
        var sent = context.Request.Headers[Header];
        if (sent.Count == 1 && sent[0] is { Length: > 0 and <= MaxLength } id && !id.AsSpan().ContainsAnyExcept(Characters)) return id;
        return ProblemResult.TraceIdOf(context);
    }
}
