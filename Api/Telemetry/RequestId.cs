using System.Diagnostics;

namespace Concert.Telemetry;

/// <summary>The name of a request in logs and in the <c>traceId</c> of a problem.</summary>
internal static class RequestId
{
    public static string Of(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
