using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>Compares the clock with the database's each minute while the process runs.</summary>
internal sealed class ClockMonitor(ClockCheck check, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // The first period begins here. The host starts ExecuteAsync on another thread, at any later moment.
    private readonly PeriodicTimer _timer = new(Period, time);

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(stoppingToken)) await check.CompareAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }
}
