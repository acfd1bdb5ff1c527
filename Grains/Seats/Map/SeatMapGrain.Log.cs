using Microsoft.Extensions.Logging;

namespace Concert.Seats;

internal sealed partial class SeatMapGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reservation} of {Performance} could not be settled; it is tried again.")]
    private partial void LogResolveFailed(Exception fault, ReservationId reservation, PerformanceId performance);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The seats of {Performance} could not be swept; the next sweep does it.")]
    private partial void LogSweepFailed(Exception fault, PerformanceId performance);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reminder of {Performance} could not be made; the next hold tries again.")]
    private partial void LogReminderFailed(Exception fault, PerformanceId performance);
}
