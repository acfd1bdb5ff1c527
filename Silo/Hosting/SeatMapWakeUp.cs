using Concert.Seats;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

/// <summary>
/// Activates the seat maps of performances with held seats after the silo has joined, because only an active seat map ends holds on
/// time. The reminders do that as well; but a reminder may have been lost before it was written. It runs in the background and repeats
/// what failed until everything succeeded, so it neither fails nor delays a start; it ends when the silo begins to drain.
/// </summary>
internal sealed partial class SeatMapWakeUp(
    IHeldPerformances held,
    IGrainFactory grains,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time,
    ILogger<SeatMapWakeUp> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _draining = new();

    // The last stage to start is the first one to stop. Neither waits: a query or a call that is under way may take its whole timeout.
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(SeatMapWakeUp),
        ServiceLifecycleStage.Last,
        Start,
        _ => _draining.CancelAsync());

    public void Dispose() => _draining.Dispose();

    /// <summary>Completes when all seat maps are active, or when <paramref name="draining"/> is canceled.</summary>
    internal async Task RunAsync(CancellationToken draining)
    {
        var active = new HashSet<PerformanceId>();
        for (var delay = FirstDelay; !await TryActivateAsync(active, draining); delay = delay + delay < MaxDelay ? delay + delay : MaxDelay)
        {
            await Task.Delay(delay, time, draining).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (draining.IsCancellationRequested) return;
        }

        if (active.Count > 0) LogActive(active.Count);
    }

    private Task Start(CancellationToken cancellationToken)
    {
        _ = Task.Run(() => RunAsync(_draining.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Adds each performance whose seat map is active; false: something failed and must be repeated.</summary>
    private async Task<bool> TryActivateAsync(HashSet<PerformanceId> active, CancellationToken draining)
    {
        var failedCount = 0;
        try
        {
            await foreach (var performance in held.FindAsync(time.GetUtcNow(), active))
            {
                if (draining.IsCancellationRequested) return true;
                if (await TryActivateAsync(performance, draining)) active.Add(performance);
                else failedCount++;
            }
        }
        catch (Exception fault)
        {
            if (draining.IsCancellationRequested) return true;
            LogNotFound(fault.Message);
            return false;
        }

        return failedCount == 0 || draining.IsCancellationRequested;
    }

    private async Task<bool> TryActivateAsync(PerformanceId performance, CancellationToken draining)
    {
        try
        {
            await grains.GetGrain<ISeatMapGrain>(performance.Value).Watch().WaitAsync(draining);
            return true;
        }
        catch (Exception fault)
        {
            if (!draining.IsCancellationRequested) LogNotActivated(performance, fault.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The seat maps of {Count} performances with held seats are active.")]
    private partial void LogActive(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The performances with held seats could not be read; the silo retries: {Reason}")]
    private partial void LogNotFound(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The seat map of {Performance} could not be activated; the silo retries: {Reason}")]
    private partial void LogNotActivated(PerformanceId performance, string reason);
}
