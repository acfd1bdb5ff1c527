using System.Buffers;
using System.Diagnostics;

namespace Concert.Telemetry;

/// <summary>The name of one request, in the answer's <c>X-Request-Id</c> and in the log.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 128;

    // Nothing that could end a log line, or that needs quotes in one.
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+=");

    /// <summary>
    /// Gives the request the id that the client or the balancer sent, if it can be one. Otherwise the id of the trace, which an error
    /// has as <c>traceId</c>.
    /// </summary>
    public static void Assign(HttpContext context)
    {
        var sent = context.Request.Headers[Header];
        var isUsable = sent.Count == 1 && sent[0] is { Length: > 0 and <= MaxLength } id && !id.AsSpan().ContainsAnyExcept(Characters);
        context.TraceIdentifier = isUsable ? sent[0]! : TraceOf(context);
    }

    /// <summary>The id that <see cref="Assign"/> gave the request.</summary>
    public static string Of(HttpContext context) => context.TraceIdentifier;

    /// <summary>The id of the trace that the request belongs to: the <c>traceId</c> of a problem.</summary>
    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
