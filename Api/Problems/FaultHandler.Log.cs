namespace Concert.Problems;

internal sealed partial class FaultHandler
{
    [LoggerMessage(1, LogLevel.Warning, "Responded 503 to request {RequestId} of trace {TraceId}: {Fault}: {Reason}")]
    private partial void LogUnavailable(string fault, string reason, string requestId, string traceId);

    [LoggerMessage(2, LogLevel.Error, "Responded 500 to request {RequestId} of trace {TraceId}.")]
    private partial void LogUnexpected(Exception exception, string requestId, string traceId);
}
