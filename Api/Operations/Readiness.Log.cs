namespace Concert.Operations;

internal sealed partial class Readiness
{
    [LoggerMessage(1, LogLevel.Warning, "Not ready: {Fault}: {Reason}")]
    private partial void LogNotReady(string fault, string reason);
}
