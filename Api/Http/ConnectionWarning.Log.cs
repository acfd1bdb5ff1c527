namespace Concert.Http;

internal sealed partial class ConnectionWarning
{
    [LoggerMessage(1, LogLevel.Warning, "The process may open {Descriptors} files, so the gateway serves at most {Max} connections at a "
        + "time. For a sale raise the limit (ulimit -n, or LimitNOFILE of systemd).")]
    private partial void LogFew(int? descriptors, int max);
}
