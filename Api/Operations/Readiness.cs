using Concert.Catalog;
using Concert.Storage;

namespace Concert.Operations;

/// <summary>Decides whether the load balancer should send requests to this gateway.</summary>
internal sealed partial class Readiness(IHostApplicationLifetime lifetime, IGrainFactory grains, ILogger<Readiness> logger)
{
    // Each probe is a call to another grain key, so it may go through another silo. A frozen silo does not respond for seconds:
    // the gateway is ready as long as any probe succeeds.
    private const int ProbeCount = 6;

    private static readonly TimeSpan HedgeDelay = TimeSpan.FromMilliseconds(300);

    private readonly Task<int?>?[] _inProgress = new Task<int?>?[ProbeCount];
    private int _lastSuccessful;
    private Exception? _lastFault;

    /// <summary>Why the gateway is not ready; null if it is ready. Takes at most two seconds.</summary>
    public async Task<string?> WhyNotReadyAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return "The process is draining.";
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return "The process is starting.";
        if (await HedgeAsync() is { } probe)
        {
            _lastSuccessful = probe;
            return null;
        }

        LogNotReady(_lastFault?.GetType().Name ?? nameof(TimeoutException), _lastFault?.Message ?? "No silo responds.");
        return "The cluster or its database does not respond.";
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
        _inProgress[probe] is { IsCompleted: false } pending ? pending : _inProgress[probe] = CallCatalogAsync(probe);

    // The cheapest call that needs both a silo and its database.
    private async Task<int?> CallCatalogAsync(int probe)
    {
        try
        {
            await grains.GetGrain<ICatalogGrain>(probe).List(new(1, null));
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
