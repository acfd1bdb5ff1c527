using Microsoft.Extensions.Logging;

namespace Concert.Storage;

internal sealed partial class GroupCommitWriter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Count} changes failed; whether it was written is unknown.")]
    private partial void LogBatchFailed(Exception fault, int count);
}
