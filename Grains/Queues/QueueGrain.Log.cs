using Microsoft.Extensions.Logging;

namespace Concert.Queues;

internal sealed partial class QueueGrain
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Admissions to the queue of {Concert} could not be written; the next activation continues.")]
    private partial void LogAdmissionFailed(Exception fault, ConcertId concert);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The free seats of {Concert} could not be counted; its queue goes on with the last numbers.")]
    private partial void LogSupplyUnknown(Exception fault, ConcertId concert);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Places that users gave up could not be removed from the queue of {Concert}; it is tried again.")]
    private partial void LogRemovalFailed(Exception fault, ConcertId concert);
}
