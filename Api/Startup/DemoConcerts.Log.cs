namespace Concert.Startup;

internal sealed partial class DemoConcerts
{
    [LoggerMessage(1, LogLevel.Information, "Made four demo concerts, for the database was empty.")]
    private partial void LogMade();

    [LoggerMessage(2, LogLevel.Warning, "No demo concerts were made.")]
    private partial void LogNotMade(Exception fault);
}
