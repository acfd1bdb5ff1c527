using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Concert.Hosting;

/// <summary>
/// Ends the process of a host that was told to go and can't come to an end. A silo that hears SIGTERM while it still joins,
/// over what a cluster killed as a whole has left, may wait for its own disposal for good (Orleans 10.4.2, tried).
/// </summary>
internal sealed class ShutdownWatchdog : IDisposable
{
    private const int Ended = 0;
    private const int Failed = 1;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private Timer? _timer;

    /// <summary>It was told to go before it had started: it has taken nothing in, and leaves nothing undone.</summary>
    public bool IsEarly { get; private set; }

    public void Watch(IHost host)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var drainTime = host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        lifetime.ApplicationStopping.Register(() =>
        {
            IsEarly = !lifetime.ApplicationStarted.IsCancellationRequested;
            _timer = new(_ => End(), null, IsEarly ? Margin : drainTime + Margin, Timeout.InfiniteTimeSpan);
        });
    }

    public void Dispose() => _timer?.Dispose();

    private void End()
    {
        if (!IsEarly) Console.Error.WriteLine("What was under way could not be finished in time.");
        Environment.Exit(IsEarly ? Ended : Failed);
    }
}
