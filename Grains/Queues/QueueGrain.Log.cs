using Microsoft.Extensions.Logging;

namespace Concert.Queues;

internal sealed partial class QueueGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Admission to {Concert} could not be written; the next activation goes on.")]
    private partial void LogTickFailed(Exception fault, ConcertId concert);
}
