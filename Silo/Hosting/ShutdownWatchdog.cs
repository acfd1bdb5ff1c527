using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Concert.Hosting;

/// <summary>
/// Ends the process if the shutdown of its host hangs. Orleans 10.4.2 can wait forever in Dispose when SIGTERM arrives while the
/// silo is still joining over the membership rows of a cluster that was killed as a whole (tried).
/// </summary>
internal sealed class ShutdownWatchdog : IDisposable
{
    private const int Ended = 0;
    private const int Failed = 1;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private IHostApplicationLifetime? _lifetime;
    private Timer? _timer;

    /// <summary>The shutdown began before the host had started: the process had accepted no work, so none is unfinished.</summary>
    public bool IsEarly =>
        // Read from the tokens: a callback of ApplicationStopping can run after the canceled start has thrown.
        _lifetime is { ApplicationStopping.IsCancellationRequested: true, ApplicationStarted.IsCancellationRequested: false };

    public void Watch(IHost host)
    {
        var lifetime = _lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var drainTime = host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        lifetime.ApplicationStopping.Register(
            () => _timer = new(_ => End(), null, IsEarly ? Margin : drainTime + Margin, Timeout.InfiniteTimeSpan));
    }

    public void Dispose() => _timer?.Dispose();

    private void End()
    {
        if (!IsEarly) Console.Error.WriteLine("The shutdown took too long; the process ended with work unfinished.");
        Environment.Exit(IsEarly ? Ended : Failed);
    }
}
