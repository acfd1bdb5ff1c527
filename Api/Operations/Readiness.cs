using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concert.Operations;

/// <summary>
/// Decides whether the load balancer should send requests to this gateway: it reaches a silo, and does not drain. The database does
/// not matter, because all gateways share it: if it is slow, locked, full or away, another gateway answers no better, and a gateway
/// that is not ready can't even answer from its caches.
/// </summary>
internal sealed partial class Readiness(IHostApplicationLifetime lifetime, IGrainFactory grains, ILogger<Readiness> logger) : IHealthCheck
{
    /// <summary>The name of the health check.</summary>
    public const string Name = "cluster";

    // Each probe is a call to another grain key, so it may go through another silo. A frozen silo does not respond for seconds:
    // the gateway is ready as long as any probe succeeds.
    private const int ProbeCount = 6;

    private static readonly TimeSpan HedgeDelay = TimeSpan.FromMilliseconds(300);

    private readonly Task<int?>?[] _inProgress = new Task<int?>?[ProbeCount];
    private int _lastSuccessful;
    private bool _isReported;
    private Exception? _lastFault;

    /// <summary>Takes at most two seconds.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await WhyNotReadyAsync() is { } reason
            ? HealthCheckResult.Unhealthy(reason)
            : HealthCheckResult.Healthy("A silo answers.");

    private async Task<string?> WhyNotReadyAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return "The process is draining.";
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return "The process is starting.";
        if (await HedgeAsync() is { } probe)
        {
            _lastSuccessful = probe;
            _isReported = false;
            return null;
        }

        // Once, and not at each probe: anyone may ask whether a gateway is ready.
        if (!Interlocked.Exchange(ref _isReported, true))
        {
            LogNotReady(_lastFault?.GetType().Name ?? nameof(TimeoutException), _lastFault?.Message ?? "No silo responds.");
        }

        return "No silo of the cluster responds.";
    }

    // Hedging: the probe that succeeded last starts first, and another one starts each time that none has succeeded for a while.
    private async Task<int?> HedgeAsync()
    {
        var first = _lastSuccessful;
        var pending = new List<Task<int?>>();
        for (var number = 0; number < ProbeCount; number++)
        {
            pending.Add(Probe((first + number) % ProbeCount));
            var delay = Task.Delay(HedgeDelay, TimeProvider.System);
            while (pending.Count > 0 && await Task.WhenAny([.. pending, delay]) is Task<int?> completed)
            {
                if (await completed is { } probe) return probe;
                pending.Remove(completed);
            }
        }

        return null;
    }

    // At most one call of each probe is in progress, so that health checks do not flood a cluster that does not respond.
    private Task<int?> Probe(int probe) =>
        _inProgress[probe] is { IsCompleted: false } pending ? pending : _inProgress[probe] = PingAsync(probe);

    private async Task<int?> PingAsync(int probe)
    {
        try
        {
            await grains.GetGrain<IPingGrain>(probe).Ping();
            _lastFault = null;
            return probe;
        }
        catch (Exception fault)
        {
            _lastFault = fault;
            return null;
        }
    }
}
