using System.Net;

namespace Concert.Auth;

internal sealed partial class AdminLog
{
    [LoggerMessage(EventId = 1, Message = "{KeyName}: {Call} {Resource} answered {Status} (request {RequestId}).")]
    private partial void LogCall(LogLevel level, string keyName, string call, string resource, int status, string requestId);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "A wrong admin key from {Address}: {Call} (request {RequestId}; {OmittedCount} such lines were left out before this one).")]
    private partial void LogWrongKey(IPAddress? address, string call, string requestId, long omittedCount);
}
