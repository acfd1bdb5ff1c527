namespace Concert.Startup;

internal sealed partial class StartupBanner
{
    [LoggerMessage(1, LogLevel.Information, "Listening on {Addresses}")]
    private partial void LogListening(string addresses);

    [LoggerMessage(2, LogLevel.Information, "Data: {Provider} {Place}")]
    private partial void LogData(string provider, string place);

    [LoggerMessage(3, LogLevel.Information, "API documentation: {Address}/docs")]
    private partial void LogDocs(string address);

    [LoggerMessage(
        4,
        LogLevel.Information,
        "Try: curl -X POST {Address}/v1/users -H 'Content-Type: application/json' -d '{{\"name\":\"Minji\"}}'")]
    private partial void LogTry(string address);

    [LoggerMessage(6, LogLevel.Information, "Book a seat: {Address}/")]
    private partial void LogWebApp(string address);

    [LoggerMessage(7, LogLevel.Information, "Operators: {Address}/admin (key: {Key})")]
    private partial void LogOperators(string address, string key);

    [LoggerMessage(5, LogLevel.Information, "Draining: finishing the requests in progress.")]
    private partial void LogDraining();
}
