namespace Concert.Problems;

internal sealed partial class FaultHandler
{
    [LoggerMessage(1, LogLevel.Warning, "Responded 503: {Fault}: {Reason}")]
    private partial void LogUnavailable(string fault, string reason);

    [LoggerMessage(2, LogLevel.Error, "Responded 500.")]
    private partial void LogUnexpected(Exception exception);
}
