using Concert.Settings;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Concert.Hosting;

/// <summary>Runs a process of the service, and says in one line on stderr why it could not start.</summary>
public static class ConcertHost
{
    private const int Ended = 0;
    private const int Failed = 1;

    /// <summary>Returns the process's exit code: 0 after a drain, 1 when it could not start or broke.</summary>
    /// <param name="build">Makes the host; may throw <see cref="CannotStartException"/>.</param>
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
        catch (OperationCanceledException) when (end.IsEarly)
        {
            return Ended;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(SettingFaults.LineOf(fault) ?? fault.ToString());
            return Failed;
        }
    }

    /// <summary>Everything that an operator can get wrong, before the host starts and logs it at length.</summary>
    /// <exception cref="CannotStartException">The message says what.</exception>
    public static async Task CheckAsync(this IHost host)
    {
        host.Services.GetService<IStartupValidator>()?.Validate();
        if (host.Services.GetService<StorageEngine>() is { } storage) await storage.PrepareAsync();
    }
}
