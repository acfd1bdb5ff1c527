using Concert.Seats;
using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

/// <summary>
/// Activates the seat maps of performances with held seats, because only an active seat map expires holds on time. The reminders
/// do that as well; but this costs only one query, and a reminder may have been lost before it was written.
/// </summary>
internal sealed partial class SeatMapStartupTask(ISeatRecords records, IGrainFactory grains, ILogger<SeatMapStartupTask> logger)
    : IStartupTask
{
    public async Task Execute(CancellationToken cancellationToken)
    {
        foreach (var performance in await records.FindHoldingAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await grains.GetGrain<ISeatMapGrain>(performance.Value).Watch();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // A single failing seat map must not prevent the start of the silo; its reminder tries again.
                LogNotActivated(fault, performance);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The seat map of {Performance} could not be activated; its reminder will retry.")]
    private partial void LogNotActivated(Exception fault, PerformanceId performance);
}
