using Concert.Settings;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>Runs a process of the service, and writes one line to stderr if it cannot start.</summary>
public static class ConcertHost
{
    private const int Ended = 0;
    private const int Failed = 1;

    /// <summary>Returns the exit code of the process: 0 after a drain, 1 if it could not start or failed.</summary>
    /// <param name="build">Builds the host; may throw <see cref="CannotStartException"/>.</param>
    public static async Task<int> RunAsync<THost>(Func<THost> build)
        where THost : IHost
    {
        using var end = new ShutdownWatchdog();
        try
        {
            using var host = build();
            await host.CheckAsync();
            end.Watch(host);
            await host.RunAsync();
            return Ended;
        }
        catch (Exception fault) when (end.IsEarly && IsCanceled(fault))
        {
            return Ended;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(SettingFaults.LineOf(fault) ?? fault.ToString());
            return Failed;
        }
    }

    // Services that start at the same time report their canceled starts together.
    private static bool IsCanceled(Exception fault) => fault is OperationCanceledException
        || (fault is AggregateException many && many.Flatten().InnerExceptions.All(inner => inner is OperationCanceledException));

    /// <summary>
    /// Prepares the database and compares the clocks before the host starts, because a host that fails to start logs the fault in
    /// many lines.
    /// </summary>
    /// <exception cref="CannotStartException">The database can't be used, or the clock is wrong; the message says why.</exception>
    public static async Task CheckAsync(this IHost host)
    {
        if (host.Services.GetService<StorageEngine>() is { } storage) await storage.PrepareAsync();
        if (host.Services.GetService<ClockCheck>() is { } clock) await clock.CheckAtStartAsync();
    }
}
