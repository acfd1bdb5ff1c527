namespace Concert.Cluster;

/// <summary>
/// Delays the shutdown after SIGTERM, so that the load balancer can notice it: readiness is 503, and responses carry
/// <c>Connection: close</c>. Requests that arrive during the delay are served as usual.
/// </summary>
internal sealed class DrainDelay(DrainOptions options) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(options.Delay, TimeProvider.System, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
