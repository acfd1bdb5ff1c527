namespace Concert.Startup;

internal sealed partial class DemoConcerts
{
    [LoggerMessage(1, LogLevel.Information, "Created four demo concerts because the database was empty.")]
    private partial void LogCreated();

    [LoggerMessage(2, LogLevel.Warning, "Could not create the demo concerts.")]
    private partial void LogNotCreated(Exception fault);
}
