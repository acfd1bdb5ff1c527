using Microsoft.Extensions.Logging;

namespace Concert.Storage;

internal sealed partial class GroupCommitWriter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Count} changes failed; whether it was written is unknown.")]
    private partial void LogBatchFailed(Exception fault, int count);

    // The sign of a second activation of a grain; the silo that writes second logs it (ARCHITECTURE.md § Durability, fencing).
    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Count} of {Total} changes were refused: another activation has written those rows.")]
    private partial void LogRefused(int count, int total);
}
