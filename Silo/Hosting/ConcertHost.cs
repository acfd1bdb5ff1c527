using Concert.Settings;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

/// <summary>Runs a process of the service, and writes one line to stderr if it cannot start.</summary>
public static partial class ConcertHost
{
    private const int Ended = 0;
    private const int Failed = 1;

    // Orleans retries a join for five minutes without a word, and then aborts. A cluster that was killed as a whole is joined after 15 s.
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromMinutes(1);

    // How long a process whose start failed tries to leave the cluster in order. The other silos notice its end anyway.
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns the exit code of the process, 0, after a drain. If the process cannot start, or fails, this method does not return: it
    /// ends the process with 1.
    /// </summary>
    /// <param name="configure">Reads the settings; may throw <see cref="CannotStartException"/>, as may the building of the host.</param>
    internal static async Task<int> RunAsync(Func<ConfiguredProcess> configure)
    {
        using var end = new ShutdownWatchdog();
        IHost? host = null;
        try
        {
            var process = configure();
            var warmUp = await process.WarmUp.RunAsync();
            if (warmUp is { IsStopped: true }) return Ended;
            host = process.Build();
            if (warmUp is not null) WarmUpRun.Log(host.Services.GetRequiredService<ILogger<WarmUpRun>>(), warmUp);
            await host.CheckAsync();
            end.Watch(host);
            await StartAsync(host);
            await host.WaitForShutdownAsync();
            await DisposeAsync(host);
        }
        catch (Exception fault) when (end.IsEarly && IsCanceled(fault))
        {
            await DisposeAsync(host!);
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(LineOf(fault, host));
            await LeaveAsync(host);
            // Not by returning, because that would dispose the host. The services are disposed in the reverse order of their creation,
            // so the storage can be closed before the silo has left the cluster, and Orleans 10.4.2 then waits two minutes for its own
            // death to be written: a member of the cluster that refuses every call (measured: 123 s).
            Environment.Exit(Failed);
        }

        return Ended;
    }

    /// <summary>
    /// Prepares the database and compares the clocks before the host starts, because a host that fails to start logs the fault in
    /// many lines.
    /// </summary>
    /// <exception cref="CannotStartException">The database can't be used, or the clock is wrong; the message says why.</exception>
    public static async Task CheckAsync(this IHost host)
    {
        var storage = host.Services.GetService<StorageEngine>();
        if (storage is not null) await storage.PrepareAsync();
        // A gateway starts, and serves its health endpoints, also while no database answers. A silo has just reached the database.
        if (host.Services.GetService<ClockCheck>() is { } clock) await clock.CheckAtStartAsync(mustCompare: storage is not null);
    }

    private static async Task StartAsync(IHost host)
    {
        // A gateway without a silo in its process serves its health and waits for a silo as long as it takes.
        if (host.Services.GetService<StorageEngine>() is null)
        {
            await host.StartAsync();
            return;
        }

        try
        {
            await Task.Run(() => host.StartAsync()).WaitAsync(JoinTimeout);
        }
        catch (TimeoutException fault)
        {
            throw new CannotStartException(
                $"The silo did not join its cluster within {JoinTimeout.TotalSeconds} s: its database refuses it, or another silo does not "
                + "answer (the log has the reasons).",
                fault);
        }
    }

    // Services that start at the same time report their canceled starts together.
    private static bool IsCanceled(Exception fault) => fault is OperationCanceledException
        || (fault is AggregateException many && many.Flatten().InnerExceptions.All(inner => inner is OperationCanceledException));

    private static string LineOf(Exception fault, IHost? host)
    {
        if (SettingFaults.LineOf(fault) is { } line) return line;
        if (host is null) return fault.ToString().ReplaceLineEndings(" ");
        // The log gets the stack trace: the fault may be a bug.
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ConcertHost));
        LogFailed(logger, fault);
        return $"The process ended: {fault.GetType().Name}: {fault.Message}".ReplaceLineEndings(" ");
    }

    // A silo that is stopped in order tells the others, who need not find out; and the storage stays open until it has done so.
    private static async Task LeaveAsync(IHost? host)
    {
        if (host is null) return;
        using var limit = new CancellationTokenSource(LeaveTimeout);
        await host.StopAsync(limit.Token).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Writes the lines that are still buffered.
        host.Services.GetService<ILoggerFactory>()?.Dispose();
    }

    private static async Task DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else host.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The process failed.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
