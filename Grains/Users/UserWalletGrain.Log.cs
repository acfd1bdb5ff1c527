using Microsoft.Extensions.Logging;

namespace Concert.Users;

internal sealed partial class UserWalletGrain
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A snapshot of {User} could not be written; the journal holds everything, and the next attempt waits longer.")]
    private partial void LogSnapshotFailed(Exception fault, UserId user);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The snapshot of {User} has another version than this activation knows; this one ends.")]
    private partial void LogSnapshotOutOfDate(Exception fault, UserId user);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The seats of {Reservation} could not be updated; the next sweep of its seat map retries.")]
    private partial void LogDriveFailed(Exception fault, ReservationId reservation);
}
