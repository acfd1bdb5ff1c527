using Microsoft.Extensions.Logging;

namespace Concert.Storage;

internal sealed partial class GroupCommitWriter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Count} changes failed; whether it was written is unknown.")]
    private partial void LogBatchFailed(Exception fault, int count);

    // The mark of a second activation, on whichever silo comes second (ARCHITECTURE.md § Durability, fencing).
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} of {Total} changes were refused: others have written those rows.")]
    private partial void LogRefused(int count, int total);
}
