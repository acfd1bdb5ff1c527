using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

internal sealed partial class WarmUpRun
{
    public static void Log(ILogger logger, WarmUpResult result)
    {
        var seconds = result.Elapsed.TotalSeconds;
        if (result.Fault is { } fault) LogFailed(logger, seconds, $"{fault.GetType().Name}: {fault.Message}".ReplaceLineEndings(" "));
        else if (result.IsOver) LogOver(logger, seconds);
        else LogDone(logger, seconds);
    }

    [LoggerMessage(1, LogLevel.Information, "Warmed up in {Seconds:0.0} s.")]
    private static partial void LogDone(ILogger logger, double seconds);

    [LoggerMessage(2, LogLevel.Information, "The warm-up ended at its limit (Startup:WarmUp) after {Seconds:0.0} s, before it was done.")]
    private static partial void LogOver(ILogger logger, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "The warm-up failed after {Seconds:0.0} s; the first calls will take longer. {Reason}")]
    private static partial void LogFailed(ILogger logger, double seconds, string reason);
}
