namespace Concert.Cluster;

/// <summary>
/// Between SIGTERM and the closing of the door: readiness says no, answers say <c>Connection: close</c>, and a balancer has
/// the time to notice. Requests that come meanwhile are served as ever.
/// </summary>
internal sealed class DrainDelay(DrainOptions options) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.Delay(options.Delay, TimeProvider.System, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
