using Concert.Seats;
using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

/// <summary>
/// Wakes the maps of performances with held seats, so that no hold outlives its end because nobody looked. Beside the
/// reminders, not in their place: it costs one query, and a reminder may have been lost before it was written.
/// </summary>
internal sealed partial class WatchHeldSeats(ISeatRecords rows, IGrainFactory grains, ILogger<WatchHeldSeats> logger)
    : IStartupTask
{
    public async Task Execute(CancellationToken cancellationToken)
    {
        foreach (var performance in await rows.FindHoldingAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await grains.GetGrain<ISeatMapGrain>(performance.Value).Watch();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One map that won't wake is no reason to keep a silo from starting; its reminder tries again.
                LogNotWatched(fault, performance);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The seat map of {Performance} did not wake.")]
    private partial void LogNotWatched(Exception fault, PerformanceId performance);
}
